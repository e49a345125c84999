#pragma once

#include "lnz/drivers.hpp"

namespace lnz {

/// Throw ConfigError unless the record holds a checkpoint that fits the plan: every array there,
/// of the size that its step asks for, with numbers that can be indices where they are.
void require_checkpoint(Record const& run, AnnealingPlan const& plan);
void require_checkpoint(Record const& run, ExchangePlan const& plan, std::size_t unit_count);

}  // namespace lnz
