#pragma once

#include "lnz/record.hpp"

#include <cstdint>
#include <string>

namespace lnz {

/// What every driver asks of a checkpoint it is to go on from. A ConfigError names source and key.

/// `checkpoint@step`; throws unless it is from 0 to `steps`.
std::int64_t checkpoint_step(Record const& run, std::int64_t steps);

/// Throws unless the array holds exactly `count` numbers.
void require_values(Record const& run, std::string const& key, std::int64_t count);

}  // namespace lnz
