#pragma once

#include "lnz/drivers.hpp"
#include "lnz/record.hpp"

#include <cstdint>
#include <memory>

namespace lnz::fuzz {

/// A few steps' worth of work on a tiny model; `kind` chooses annealing or replica exchange (even,
/// odd) and, above that, one of the models. Equal kinds are equal drivers.
std::unique_ptr<Driver> tiny_driver(std::size_t kind);

/// The run file's record of that driver after `steps` steps, or finished if these are all.
Record tiny_run(std::size_t kind, std::int64_t steps);

}  // namespace lnz::fuzz
