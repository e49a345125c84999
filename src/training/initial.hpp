#pragma once

#include "core/data_set.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/rbm/float_rbm.hpp"

#include <cstdint>

namespace lnz {

/// Mean of each column, kept off 0 and 1 by 1 / (rows + 2).
Eigen::RowVectorXd pixel_means(DataSet const& data);

/// W normal(0, scale^2), b the log odds of the pixel means, c zero (Hinton 2012, sec. 8).
FloatRbm initial_machine(Eigen::RowVectorXd const& mean, std::size_t hidden, double scale,
                         std::uint64_t seed);

/// Independent draws from the visible biases: the model before training, but for its small W.
PackedBits initial_chains(FloatRbm const& machine, std::size_t chains, std::uint64_t seed);

}  // namespace lnz
