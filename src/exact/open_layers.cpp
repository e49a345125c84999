#include "exact/layer_states.hpp"
#include "exact/layer_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lnz {
namespace {

using Eigen::Index;

constexpr std::size_t kLaneSites = 3;  // 2^3 rows of LayerStates

/// What replace_spins does to columns, for the three spins that number the rows.
template <class Real>
Eigen::Matrix<Real, 8, 8> row_mixer(std::vector<double> const& K) {
  Eigen::Matrix<Real, 8, 8> mixer;
  for (unsigned s = 0; s < 8; ++s) {
    for (unsigned t = 0; t < 8; ++t) {
      Real exponent = 0;
      for (std::size_t i = 0; i < kLaneSites; ++i)
        exponent += ((s ^ t) >> i & 1 ? -Real(K[i]) : Real(K[i])) - std::abs(K[i]);
      mixer(s, t) = std::exp(exponent);
    }
  }
  return mixer;
}

}  // namespace

// Rows of the weights are the states of the first three sites, columns those of the others.
template <class Real>
double open_log_z(Layers const& layers) {
  std::size_t const width = std::max(layers.width, kLaneSites), columns = width - kLaneSites;
  LayerStates<Real> w(8, Index(1) << columns);
  Real log_scale = 0;
  for (std::size_t layer = 0; layer < layers.count(); ++layer) {
    std::vector<double> exponent = exponents(layers, layer);
    double const top = *std::ranges::max_element(exponent);
    // Sites that are not there are spins that stay down.
    exponent.resize(std::size_t(1) << width, -std::numeric_limits<double>::infinity());
    Eigen::Map<LayerStates<double> const> const weight(exponent.data(), 8, w.cols());
    if (layer == 0) {
      w.setOnes();
    } else {
      std::vector<double> K = layers.along[layer - 1];
      log_scale += strength(K);
      K.resize(width, 0.0);
      Eigen::Matrix<Real, 8, 8> const mixer = row_mixer<Real>(K);
      std::vector<BondFactors<Real>> bonds;
      for (std::size_t i = kLaneSites; i < width; ++i) bonds.emplace_back(K[i]);
      next_layer(w, bonds, [&](Index first, Index count) {
        for (Index s = first; s < first + count; ++s)
          w.col(s) = (mixer * w.col(s).matrix()).array();
      });
    }
    w *= (weight.template cast<Real>() - Real(top)).exp();
    Real const largest = w.maxCoeff();
    w /= largest;
    log_scale += top + std::log(largest);
  }
  return static_cast<double>(log_scale + std::log(w.sum()));
}

template double open_log_z<double>(Layers const&);
template double open_log_z<long double>(Layers const&);

}  // namespace lnz
