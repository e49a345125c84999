#include "exact/kac_ward.hpp"

#include "exact/scattering.hpp"
#include "lnz/error.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace lnz {
namespace {

using Eigen::Index;

/// Largest error of ln Z, relative to it, that stands without more digits.
constexpr double kTolerance = 1e-9;
/// Error over the larger difference of eliminations: one of 690 cold glasses exceeded 10.
constexpr double kSafety = 10;
/// WideReal takes half a minute for this many sites, where more digits are welcome, ...
constexpr std::size_t kWideSites = 128 * 128;
/// ... and five minutes for these, where there is no answer without it.
constexpr std::size_t kMostWideSites = 256 * 256;

PlanarLattice planar(LatticeParameters const& lattice) {
  auto const rows = lattice.shape[0], columns = lattice.shape[1];
  PlanarLattice plane{{Index(rows), Index(columns) - 1}, {Index(rows) - 1, Index(columns)}};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      std::size_t const site = r * columns + c;
      if (c + 1 < columns) plane.right(Index(r), Index(c)) = lattice.bond(1, site);
      if (r + 1 < rows) plane.down(Index(r), Index(c)) = lattice.bond(0, site);
    }
  }
  return plane;
}

/// sum ln cosh K.
double log_cosh(Eigen::ArrayXXd const& K) {
  return (K.abs() + (-2 * K.abs()).exp().log1p() - std::numbers::ln2).sum();
}

struct Determinant {
  double log;
  double error;  ///< of log
  bool lost;     ///< no digit is left
};

template <class Real>
Determinant determinant(PlanarLattice const& lattice) {
  PlanarLattice const transposed{lattice.down.transpose(), lattice.right.transpose()};
  PlanarLattice const reversed{lattice.right.reverse(), lattice.down.reverse()};
  auto const first = kac_ward_determinant<Real>(lattice);
  Determinant answer{first.log, 0, !first.positive || !std::isfinite(first.log)};
  for (auto const* other : {&transposed, &reversed}) {
    auto const again = kac_ward_determinant<Real>(*other, true);
    answer.lost = answer.lost || !again.positive || !std::isfinite(again.log);
    answer.error = std::max(answer.error, kSafety * std::abs(first.log - again.log));
  }
  return answer;
}

}  // namespace

double kac_ward_cost(Record const& model, std::string& why_not) {
  if (model.text("@kind") != "ising") {
    why_not = "takes lattices, kind ising";
    return -1;
  }
  LatticeParameters const lattice = lattice_parameters(model);
  if (lattice.axes() != 2 || lattice.periodic[0] || lattice.periodic[1]) {
    why_not = "takes two open axes";
    return -1;
  }
  if (lattice.has_field()) {
    why_not = "takes no field";
    return -1;
  }
  // 0.6 s for three eliminations of 256 x 256 on one core.
  double const side = std::sqrt(static_cast<double>(lattice.sites()));
  return 1e-5 * side * side + 1e-9 * side * side * side;
}

ExactLogZ kac_ward(Record const& model, double beta) {
  LatticeParameters const lattice = at_temperature(lattice_parameters(model), beta);
  PlanarLattice const plane = planar(lattice);
  double const rest = static_cast<double>(lattice.sites()) * std::numbers::ln2 +
                      log_cosh(plane.right) + log_cosh(plane.down);
  auto good = [&](Determinant const& d) {
    return !d.lost && d.error / 2 < kTolerance * std::abs(rest + d.log / 2);
  };

  Determinant d = determinant<double>(plane);
  if (!good(d)) d = determinant<long double>(plane);
  if (!good(d) && lattice.sites() <= (d.lost ? kMostWideSites : kWideSites))
    d = determinant<WideReal>(plane);
  if (d.lost)
    throw ConfigError(
        fmt::format("beta = {} (frustration cancels all digits of the Kac-Ward determinant); use a "
                    "smaller beta",
                    beta));

  ExactLogZ answer{rest + d.log / 2, 0, {}};
  answer.error_bound = d.error / 2 + 8 * std::numeric_limits<double>::epsilon() * std::abs(rest);
  if (!good(d))
    answer.warnings.push_back(fmt::format(
        "the Kac-Ward determinant is ill-conditioned at beta = {}: ln Z is off by up to {:.1e}",
        beta, d.error / 2));
  return answer;
}

}  // namespace lnz
