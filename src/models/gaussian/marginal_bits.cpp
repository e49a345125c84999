#include "models/gaussian/marginal_bits.hpp"

#include "core/memory.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lnz {
namespace {

/// W / sigma, [reals, bits].
std::vector<double> standardised(GaussianMachine const& machine) {
  std::vector<double> K = machine.W;
  for (std::size_t k = 0; k < machine.reals; ++k)
    for (std::size_t j = 0; j < machine.bits; ++j) K[k * machine.bits + j] /= machine.sigma[k];
  return K;
}

/// K'K; every entry's sum in the order of the reals, whatever the threads.
std::vector<double> gram(std::vector<double> const& K, std::size_t reals, std::size_t bits) {
  std::vector<double> G(bits * bits);
  for_each_index(bits, [&](std::size_t i) {
    double* const row = G.data() + i * bits;
    for (std::size_t k = 0; k < reals; ++k) {
      double const factor = K[k * bits + i];
      double const* const other = K.data() + k * bits;
      for (std::size_t j = 0; j < bits; ++j) row[j] += factor * other[j];
    }
  });
  return G;
}

/// Makes sums of any entries of a row exact, and the matrix as symmetric as it is.
void round_for_exact_sums(std::vector<double>& J, std::size_t bits) {
  double largest = 0;
  for (std::size_t i = 0; i < bits; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < bits; ++j) sum += std::abs(J[i * bits + j]);
    largest = std::max(largest, sum);
  }
  if (largest == 0) return;
  constexpr int kDigits = 52;
  double const step = std::ldexp(1.0, std::ilogb(largest) + 1 - kDigits);
  for (std::size_t i = 0; i < bits; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      J[i * bits + j] = J[j * bits + i] = std::nearbyint(J[i * bits + j] / step) * step;
}

}  // namespace

double MarginalBits::log_density(std::span<double const> x) const {
  double sum = log_scale;
  for (std::size_t i = 0; i < bits; ++i) {
    double field = 0;
    for (std::size_t j = 0; j < bits; ++j) field += x[j] * J[i * bits + j];
    sum += x[i] * (a[i] + field / 2);
  }
  return sum;
}

MarginalBits marginal_bits(GaussianMachine const& machine, std::string const& source) {
  std::size_t const bits = machine.bits;
  require_memory(2 * sizeof(double) * static_cast<double>(bits) * static_cast<double>(bits),
                 fmt::format("{}: the couplings of {} bits", source, bits), "use fewer of them");
  MarginalBits out{.bits = bits,
                   .J = gram(standardised(machine), machine.reals, bits),
                   .a = machine.bias,
                   .log_scale = machine.shift};
  for (std::size_t k = 0; k < machine.reals; ++k) {
    double const variance = machine.sigma[k] * machine.sigma[k];
    out.log_scale += std::log(2 * std::numbers::pi * variance) / 2;
    for (std::size_t j = 0; j < bits; ++j)
      out.a[j] += machine.W[k * bits + j] * machine.mean[k] / variance;
  }
  for (std::size_t j = 0; j < bits; ++j) {
    double& own = out.J[j * bits + j];
    out.a[j] += own / 2;
    own = 0;
  }
  round_for_exact_sums(out.J, bits);
  return out;
}

}  // namespace lnz
