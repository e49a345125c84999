#pragma once

#include "lnz/record.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace lnz {

/// An rbm of bits x and real units y,
///   -E(x, y) = shift + bias.x + sum_k (-(y_k - mean_k)^2 / (2 sigma_k^2) + (y_k / sigma_k^2) (W
///   x)_k):
/// visible units that are Gaussian, or hidden ones of unit variance, for -h^2/2 + c h =
/// -(h - c)^2/2 + c^2/2. Given x, y_k is normal of mean mean_k + (W x)_k and variance sigma_k^2.
struct GaussianMachine {
  std::size_t reals = 0, bits = 0;
  std::vector<double> W;            ///< [reals, bits], row-major
  std::vector<double> mean, sigma;  ///< [reals]
  std::vector<double> bias;         ///< [bits]
  double shift = 0;
};

/// From the record of an rbm with one Gaussian layer, at inverse temperature beta. Throws
/// ConfigError on datasets that are missing, of other shapes or not finite, sigma <= 0, beta <= 0
/// (the density would grow without end).
GaussianMachine gaussian_machine(Record const& model, double beta);

/// `sigma` of an rbm with Gaussian visible units, [visible].
std::vector<double> visible_sigma(Record const& model, std::size_t visible);

/// Throws ConfigError naming the source unless beta > 0.
void require_positive(double beta, std::string const& source);

/// ln sum_x exp(-E(x, y)) and ln int exp(-E(x, y)) dy: the other layer summed out.
double log_sum_over_bits(GaussianMachine const& machine, std::span<double const> y);
double log_integral_over_reals(GaussianMachine const& machine, std::span<double const> x);

}  // namespace lnz
