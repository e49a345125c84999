#pragma once

#include "lnz/log_z.hpp"

#include <optional>
#include <span>

namespace lnz {

/// Estimates of a run that is not done, cheap enough to be made every few seconds.

/// ln Z_0 + ln mean exp(log_weight); the standard error is the delta method's,
/// Var(ln mean w) ~ Var(w) / (n mean(w)^2), and blind to weights that no chain has met. No
/// interval.
Estimate glance(std::span<double const> log_weight, double log_z_reference);

/// Stepping stones upwards from at most 2^19 ratios, of longer runs those of every n-th sweep; the
/// error that of the sum over edges, autocorrelation included (ladder.hpp). Nothing of fewer than
/// 32 sweeps. No interval.
std::optional<Estimate> glance(LadderSamples const& samples, double log_z_reference);

}  // namespace lnz
