#include "exact/kaufman.hpp"

#include "lnz/error.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace lnz {

double kaufman_cost(Record const& model, std::string& why_not) {
  if (model.text("@kind") != "ising") {
    why_not = "takes lattices, kind ising";
    return -1;
  }
  LatticeParameters const lattice = lattice_parameters(model);
  auto refuse = [&](char const* reason) {
    why_not = reason;
    return -1.0;
  };
  if (lattice.axes() != 2) return refuse("takes two axes");
  auto const n = lattice.shape[0], m = lattice.shape[1];
  if (!lattice.periodic[0] || !lattice.periodic[1]) return refuse("takes two periodic axes");
  if (n < 2 || m < 2) return refuse("takes sides of 2 and more");
  if (lattice.has_field()) return refuse("takes no field");
  if (!lattice.uniform_coupling()) return refuse("takes equal couplings");
  if (lattice.bond(0, 0) < 0 && (n % 2 || m % 2)) return refuse("takes J < 0 on even sides only");
  return 1e-7 * static_cast<double>(n);
}

ExactLogZ kaufman(Record const& model, double beta) {
  LatticeParameters const lattice = lattice_parameters(model);
  auto const n = lattice.shape[0], m = lattice.shape[1];
  double const K = beta * lattice.bond(0, 0);
  if (K < 0 && (n % 2 || m % 2))
    throw ConfigError(fmt::format(
        "beta = {} (kaufman takes antiferromagnets on even sides only); use transfer-matrix",
        beta));
  // On even sides turning every other spin turns J.
  double const log_z = log_z_torus(n, m, std::abs(K));
  return {log_z, 8 * std::numeric_limits<double>::epsilon() * std::abs(log_z), {}};
}

/// Kaufman's 2 Z = (2 s)^(nm/2) (Y1 + Y2 + Y3 + Y4) with s = sinh 2K,
///   Y1, Y2 = prod_(odd l) 2 cosh, 2 sinh (m g_l / 2),  Y3, Y4 the same over even l < 2n,
///   cosh g_l = s + 1/s - cos(pi l / n),  g_0 < 0 for s < 1.
/// With q_l = (s - 1)^2 + 2 s sin^2(pi l / 2n) we have sinh(g_l / 2) = sqrt(q_l / 2s), hence
///   sqrt(2s) exp(g_l / 2) = sqrt(q_l) + sqrt(q_l + 2s),
/// which is accurate for any s, 0 included. For s > 1 all is divided by s, r = 1/s.
double log_z_torus(std::size_t n, std::size_t m, double K) {
  double const decay = std::exp(-4 * K);
  double const log_s = 2 * K - std::numbers::ln2 + std::log1p(-decay);
  bool const cold = log_s > 0;
  double const r = cold ? 2 * std::exp(-2 * K) / (1 - decay) : std::sinh(2 * K);  // <= 1
  double const width = static_cast<double>(m);

  double log_factor[2] = {0, 0};  // even, odd: sum of m (ln sqrt(2s) + g_l / 2)
  double log_cosh[2] = {0, 0};    // sum of ln(1 + exp(-m g_l))
  double log_sinh[2] = {0, 0};    // sum of ln(1 - exp(-m g_l))
  for (std::size_t l = 0; l < 2 * n; ++l) {
    double const sine =
        std::sin(std::numbers::pi * static_cast<double>(l) / (2. * static_cast<double>(n)));
    double const q = (1 - r) * (1 - r) + 2 * r * sine * sine;
    double const tail = std::exp(-2 * width * std::asinh(std::sqrt(q / (2 * r))));
    log_factor[l % 2] += width * std::log(std::sqrt(q) + std::sqrt(q + 2 * r));
    log_cosh[l % 2] += std::log1p(tail);
    log_sinh[l % 2] += std::log1p(-tail);
  }
  double const top = std::max(log_factor[0], log_factor[1]);
  double const odd = std::exp(log_factor[1] - top), even = std::exp(log_factor[0] - top);
  double const sum = odd * (std::exp(log_cosh[1]) + std::exp(log_sinh[1])) +
                     even * (std::exp(log_cosh[0]) + (cold ? 1 : -1) * std::exp(log_sinh[0]));
  double const scale = cold ? static_cast<double>(n) * width * log_s : 0;
  return scale + top + std::log(sum) - std::numbers::ln2;
}

}  // namespace lnz
