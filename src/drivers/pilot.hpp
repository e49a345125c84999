#pragma once

#include "lnz/communicator.hpp"
#include "lnz/model_handle.hpp"
#include "lnz/schedule.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace lnz {

/// What a short annealed run says about a tempered path.
struct PathProfile {
  std::vector<double> unit_mean;  ///< over the chains at twenty points of the path, [unit_count]
  /// Standard deviation over chains of ln f_{k+1} - ln f_k at rung k, [rungs - 1]: the path's
  /// length in the Fisher metric, cut along the schedule.
  std::vector<double> length;
  /// Cov(ln f_{k+1} - ln f_k, ln w) over chains, averaged over neighbouring edges and never below
  /// length^2, [rungs - 1]: what each edge adds to Var(ln w), slow modes included. Annealing is
  /// cheapest where the square root of this is shared equally.
  std::vector<double> dissipation;
  double log_weight_variance;  ///< of ln w over chains
};

/// Anneals `chains` chains along the schedule, and calls `between` twenty times on the way.
/// Collective.
PathProfile profile_path(
    ModelHandle const& model, Schedule const& schedule, int chains, std::uint64_t seed,
    Communicator const& comm, std::function<void()> const& between = [] {});

}  // namespace lnz
