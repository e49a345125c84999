#pragma once

#include "lnz/drivers.hpp"

namespace lnz {

/// Whether the record holds a checkpoint of steps; if not it is of a run of fewer chains at its
/// end.
bool is_checkpoint(Record const& run);

/// How many of the plan's first chains the record holds at their end and nobody anneals again:
/// full blocks.
std::int64_t annealed_chains(Record const& run, AnnealingPlan const& plan);

/// Throw ConfigError unless the record holds a checkpoint that fits the plan, or a run of fewer
/// chains at its end: every array there, of the size that its step asks for, with numbers that can
/// be indices where they are. A state kept for users has `seen` values.
void require_checkpoint(Record const& run, AnnealingPlan const& plan, std::size_t seen);
void require_checkpoint(Record const& run, ExchangePlan const& plan, std::size_t seen);

}  // namespace lnz
