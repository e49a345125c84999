#pragma once

#include "models/rbm/float_rbm.hpp"
#include "models/registry.hpp"

#include <cstdint>

namespace lnz {

/// ln Z of a machine while it learns, by annealed importance sampling.
struct FollowedLogZ {
  double log_z;
  double std_error;
  double ess;  ///< (sum w)^2 / sum w^2
};

/// A machine of bits as a path from this reference over its visible side.
ModelHandle path_of_bits(FloatRbm const& machine, Reference const& reference);

/// Along the path in 2000 equal steps, with chains of their own that learning never sees. Neal
/// (2001), Stat. Comput. 11, 125.
///
/// Every time anew: chains that go on from one epoch's machine to the next one's stay in the modes
/// of machines long gone (30 nats low, with an error of 1, after 25 epochs of a deep machine of
/// MNIST).
FollowedLogZ followed_log_z(ModelHandle const& path, int chains, std::uint64_t seed);

}  // namespace lnz
