#pragma once

#include "lnz/communicator.hpp"
#include "lnz/record.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lnz {

/// The numbers that a run's plan rests on, by the names of their options: what was left to the
/// program stands as it was chosen when the run was new, and stays when the run is raised.
using Settled = std::map<std::string, std::int64_t>;

void put_settled(Record& run, Settled const& settled);

/// Those of the root's record, on every rank; `fresh` has the same names. Throws ConfigError if
/// they cannot be a run's. Collective.
Settled shared_settled(Record const& run, Settled const& fresh, Communicator const& comm);

/// Throws ConfigError naming the first deciding option that differs between an earlier run and what
/// is asked for now; but those `raisable` may be more than they were.
void refuse_other_settings(Record const& old, Record const& fresh,
                           std::vector<std::string> const& raisable);

/// Whether more of one `raisable` is asked for now, of settings that are not refused.
bool is_raised(Record const& old, Record const& fresh, std::vector<std::string> const& raisable);

/// Makes a finished run one that has still to become what is asked for now. Its estimates go; with
/// more rungs a segment begins, whose burn-in is without the half that walks in.
void raise(Record& run, Record const& fresh, std::vector<std::string> const& raisable);

}  // namespace lnz
