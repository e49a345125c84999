#include "exact/layer_states.hpp"
#include "exact/layer_sums.hpp"
#include "lnz/log_sum.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace lnz {
namespace {

using Eigen::Index;

template <class Real>
Lanes<Real> log(Lanes<Real> const& x) {
  return x.unaryExpr([](Real y) { return std::log(y); });
}

/// Closed layers: rows of the weights belong to eight states of the first layer.
template <class Real>
class ClosedSum {
 public:
  explicit ClosedSum(Layers const& layers) : layers_(layers) {
    log_scale_ = 0;
    for (auto const& K : layers.along) log_scale_ += strength(K);
    first_ = exponents(layers, 0);
    for (std::size_t layer = 1; layer < layers.count(); ++layer) {
      std::vector<double> const exponent = exponents(layers, layer);
      double const top = *std::ranges::max_element(exponent);
      Eigen::Map<Eigen::Array<double, 1, Eigen::Dynamic> const> const row(exponent.data(),
                                                                          Index(exponent.size()));
      weights_.push_back((row.template cast<Real>() - Real(top)).exp());
      log_scale_ += top;
    }
  }

  double log_z() const {
    // Without field the last spin of the first layer may stay down.
    bool const even = !layers_.has_field();
    std::size_t const starts = first_.size() / (even ? 2 : 1);
    std::vector<double> log_of(starts);
    for_each_index((starts + 7) / 8, [&](std::size_t batch) {
      std::size_t const start = 8 * batch;
      Lanes<double> const log_sum = log_sums(start);
      for (std::size_t lane = 0; lane < std::min<std::size_t>(8, starts - start); ++lane)
        log_of[start + lane] = log_sum[Index(lane)];
    });
    return log_sum_exp(log_of) + (even ? std::numbers::ln2 : 0);
  }

 private:
  /// ln of the sum over all other layers, for eight first layers.
  Lanes<double> log_sums(std::size_t start) const {
    std::size_t const width = layers_.width;
    LayerStates<Real> w(8, Index(1) << width);
    std::vector<Lanes<Real>> spins(width);  // of the first layer
    for (std::size_t i = 0; i < width; ++i)
      for (Index lane = 0; lane < 8; ++lane)
        spins[i][lane] = (start + std::size_t(lane)) >> i & 1 ? 1 : -1;

    // The bonds of the first layer are a field on the second.
    w.col(0).setOnes();
    for (std::size_t i = 0; i < width; ++i) {
      auto const [down, up] = factors(layers_.along[0][i], spins[i]);
      Index const n = Index(1) << i;
      for (Index s = 0; s < n; ++s) {
        w.col(n + s) = w.col(s) * up;
        w.col(s) *= down;
      }
    }
    Lanes<Real> log_sum = Lanes<Real>::Constant(log_scale_), scale = Lanes<Real>::Ones();
    Lanes<Real> top;
    // Multiplies columns by a layer's weights and the scale; keeps the largest weight of each row.
    auto multiply = [&](std::size_t layer, Index first, Index count) {
      auto const& weight = weights_[layer - 1];
      for (Index s = first; s < first + count; ++s) {
        w.col(s) *= weight[s] * scale;
        top = top.max(w.col(s));
      }
    };
    std::vector<BondFactors<Real>> bonds;
    for (std::size_t layer = 1; layer + 1 < layers_.count(); ++layer) {
      bonds.clear();
      for (double K : layers_.along[layer]) bonds.emplace_back(K);
      top = Lanes<Real>::Zero();
      next_layer(w, bonds, [&](Index first, Index count) { multiply(layer, first, count); });
      scale = 1 / top;
      log_sum += log<Real>(top);
    }
    multiply(layers_.count() - 1, 0, w.cols());
    // And so are those of the last.
    for (std::size_t i = width; i-- > 0;) {
      auto const [down, up] = factors(layers_.along.back()[i], spins[i]);
      Index const n = Index(1) << i;
      for (Index s = 0; s < n; ++s) w.col(s) = w.col(s) * down + w.col(n + s) * up;
    }
    log_sum += log<Real>(w.col(0));
    Lanes<double> result;
    for (Index lane = 0; lane < 8; ++lane) {
      std::size_t const state = std::min(start + std::size_t(lane), first_.size() - 1);
      result[lane] = static_cast<double>(log_sum[lane] + first_[state]);
    }
    return result;
  }

  /// exp(K s s') / exp(|K|) for s' = -1 and 1, s the spins of the eight rows.
  static std::pair<Lanes<Real>, Lanes<Real>> factors(Real K, Lanes<Real> const& s) {
    return {(-K * s - std::abs(K)).exp(), (K * s - std::abs(K)).exp()};
  }

  Layers const& layers_;
  Real log_scale_;
  std::vector<double> first_;
  std::vector<Eigen::Array<Real, 1, Eigen::Dynamic>> weights_;  ///< of layers 1, 2, ..
};

}  // namespace

template <class Real>
double closed_log_z(Layers const& layers) {
  return ClosedSum<Real>(layers).log_z();
}

template double closed_log_z<double>(Layers const&);
template double closed_log_z<long double>(Layers const&);

}  // namespace lnz
