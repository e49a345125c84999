#pragma once

#include "models/gaussian/gaussian_machine.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace lnz {

/// The bits of a Gaussian machine with its real units integrated out, a general Boltzmann machine:
///   ln int exp(-E(x, y)) dy = log_scale + a.x + 1/2 x'Jx,
///   J = W' diag(1/sigma^2) W off the diagonal, 0 on it,
///   a_j = bias_j + sum_k W_kj mean_k / sigma_k^2 + 1/2 sum_k W_kj^2 / sigma_k^2.
/// Couplings are whole multiples of a power of two so small that sums of a row are exact in any
/// order: relative error 2^-52 of the largest such sum.
struct MarginalBits {
  std::size_t bits = 0;
  std::vector<double> J;  ///< [bits, bits]
  std::vector<double> a;  ///< [bits]
  double log_scale = 0;

  /// ln int exp(-E(x, y)) dy.
  double log_density(std::span<double const> x) const;
};

/// Cost reals bits^2. Throws ConfigError naming the source if the couplings do not fit into memory.
MarginalBits marginal_bits(GaussianMachine const& machine, std::string const& source);

}  // namespace lnz
