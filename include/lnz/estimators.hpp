#pragma once

#include "lnz/log_z.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Log weights of all chains at some rungs of an annealed run.
struct AnnealingSamples {
  std::vector<double> log_weight;            ///< at the target, [chains]
  std::vector<double> kept_log_weight = {};  ///< at the kept rungs, [kept, chains]
};

/// The estimate with ln Z at the kept rungs, and the verdict: failed below 2 effective chains;
/// suspect below 10, or with Pareto k above 0.7.
Answer annealing_answer(AnnealingSamples const& samples, double log_z_reference,
                        std::uint64_t seed);

/// Every method, and the verdict: failed without a round trip; suspect with fewer than ten
/// or fewer than one a replica, with an edge accepting under 5%, fewer than 50 effective sweeps, or
/// methods that disagree by more than 4 standard errors.
Answer ladder_answer(LadderSamples const& samples, double log_z_reference);

}  // namespace lnz
