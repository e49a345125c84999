#pragma once

#include "app/accuracy.hpp"
#include "bench/machine.hpp"
#include "bench/measure.hpp"

#include <string>
#include <vector>

namespace lnz {

/// The table of `lnz bench`: the machine and the columns, then a line a row.
std::string heading(Machine const& machine);
std::string line_of(Measured const& measured);

/// Sentences that belong below it.
std::vector<std::string> notes_on(std::vector<Measured> const& results, Machine const& machine);

/// The object of --json. `value` and `reference_value` are the least cycles of the repetitions,
/// `spread` is (largest - least) / least; a row without a reference has null there.
std::string json_of(std::vector<Measured> const& results, Machine const& machine);

/// The same of `lnz bench estimators`. In JSON `value` is the rms error, `reference_value` the rms
/// of the standard errors that the runs reported, `ratio` the latter over the former.
std::string accuracy_heading(Machine const& machine);
std::string line_of(Accuracy const& accuracy);
std::string json_of(std::vector<Accuracy> const& results, Machine const& machine);

}  // namespace lnz
