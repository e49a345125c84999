#pragma once

#include "lnz/log_z.hpp"

#include <cstdint>
#include <span>

namespace lnz {

/// What is known of states that replica exchange drew from its target, evenly spaced: whether they
/// are in equilibrium and what they are worth. "Energy" is the log ratio along the last edge.
struct Equilibrium {
  std::size_t samples = 0;
  double tau_energy = 0.5;  ///< tau_int of the energy at the target, in sweeps
  double tau_units = 0.5;   ///< tau_int of all units together, in samples
  double ess = 0;           ///< independent states that they are worth by both, at most `samples`

  /// Largest differences of means in their standard errors, less what the largest of so many
  /// normal numbers adds: 4 is as rare as 4 for a single one.
  double halves = 0;    ///< of the energy, over the two halves of the sweeps
  double units = 0;     ///< of a unit, over the two halves of the samples
  double replicas = 0;  ///< of the energy, in one replica's visits and in all

  /// Samples two tau apart of an exponential correlation are worth 0.76 of their number.
  bool is_independent() const { return ess >= 0.7 * static_cast<double>(samples); }
};

/// `thin` sweeps for each of the ladder's; `units` [samples, units of a chain].
Equilibrium equilibrium(LadderSamples const& ladder, std::int64_t thin,
                        std::span<double const> units, std::size_t samples);

/// Suspect where the samples are worth less than half their number or a difference is beyond 4;
/// failed where one is beyond 6, or where the samples are worth fewer than 10.
void heed_equilibrium(Answer& answer, Equilibrium const& found);

}  // namespace lnz
