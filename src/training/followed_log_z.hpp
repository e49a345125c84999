#pragma once

#include "models/registry.hpp"
#include "training/learner.hpp"

#include <cstdint>

namespace lnz {

/// ln Z of a machine while it learns, by annealed importance sampling.
struct FollowedLogZ {
  double log_z;
  double std_error;
  double ess;  ///< (sum w)^2 / sum w^2
};

/// From the reference to this binary machine of two sides in 2000 equal steps, with chains of their
/// own that learning never sees. Neal (2001), Stat. Comput. 11, 125.
///
/// Every time anew: chains that go on from one epoch's machine to the next one's stay in the modes
/// of machines long gone (30 nats low, with an error of 1, after 25 epochs of a deep machine of
/// MNIST).
FollowedLogZ followed_log_z(FloatRbm const& machine, Reference const& reference, int chains,
                            std::uint64_t seed);

}  // namespace lnz
