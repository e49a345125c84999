#include "models/rbm.hpp"

#include "models/reference.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace lnz {
namespace {

/// Eigen cuts sums to the caches it finds; fixed sizes keep the bits alike on all machines.
bool const kCachesFixed = (Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20), true);

/// bits[i] = 1 with probability 1 / (1 + exp(-field[i])), to 32 bits.
template <class Field, class Bits>
void draw_bits(Field const& field, Bits&& bits, Stream& random, std::vector<std::uint32_t>& words) {
  words.resize(static_cast<std::size_t>(field.size()));
  random.fill(words);
  Eigen::Map<Eigen::Array<std::uint32_t, 1, Eigen::Dynamic> const> const word(words.data(),
                                                                              field.size());
  bits = ((word.template cast<double>() + 0.5) * 0x1p-32 * (1 + (-field).exp()) < 1)
             .template cast<double>();
}

/// sum_j ln(1 + exp(field_j)) with one logarithm for many terms: 512 factors of at most 2 do not
/// overflow. Absolute error below 1e-15 a term.
template <class Field>
double softplus_sum(Field const& field) {
  constexpr Eigen::Index kFactors = 512;
  double sum = field.max(0.0).sum();
  for (Eigen::Index i = 0; i < field.size(); i += kFactors)
    sum += std::log(
        (1 + (-field.segment(i, std::min(kFactors, field.size() - i)).abs()).exp()).prod());
  return sum;
}

}  // namespace

Rbm::Rbm(RbmParameters const& machine, Reference const& reference)
    : weights_(Eigen::Map<Matrix const>(machine.W.data(),
                                        static_cast<Eigen::Index>(machine.visible),
                                        static_cast<Eigen::Index>(machine.hidden))),
      visible_bias_(
          Eigen::RowVectorXd::Map(machine.b.data(), static_cast<Eigen::Index>(machine.visible))),
      hidden_bias_(
          Eigen::RowVectorXd::Map(machine.c.data(), static_cast<Eigen::Index>(machine.hidden))),
      reference_field_(Eigen::RowVectorXd::Map(log_odds(reference, machine.visible).data(),
                                               static_cast<Eigen::Index>(machine.visible))) {}

Rbm::State Rbm::completed(Matrix v) const {
  State x;
  x.hidden_field.noalias() = v * weights_;
  x.hidden_field.rowwise() += hidden_bias_;
  x.visible_term = v * (visible_bias_ - reference_field_).transpose();
  x.v = std::move(v);
  return x;
}

Rbm::State Rbm::draw_reference(int lanes, Stream& random) const {
  Matrix v(lanes, weights_.rows());
  std::vector<std::uint32_t> words;
  for (Eigen::Index lane = 0; lane < lanes; ++lane)
    draw_bits(reference_field_.array(), v.row(lane).array(), random, words);
  return completed(std::move(v));
}

void Rbm::flip_hidden_units(Eigen::Ref<Eigen::RowVectorXd> h, double beta, Eigen::ArrayXd& field,
                            Stream& random) const {
  double here = softplus_sum(field);
  Eigen::ArrayXd there;
  for (Eigen::Index flip = std::min(kFlips, h.size()); flip > 0; --flip) {
    auto const j = static_cast<Eigen::Index>(random.uniform() * static_cast<double>(h.size()));
    double const change = beta * (1 - 2 * h[j]);
    there = field + change * weights_.col(j).array();
    double const sum = softplus_sum(there);
    if (random.uniform() >= std::exp(change * hidden_bias_[j] + sum - here)) continue;
    h[j] = 1 - h[j];
    field.swap(there);
    here = sum;
  }
}

void Rbm::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::vector<std::uint32_t> words;
  Matrix& h = x.hidden_field;
  for (Eigen::Index lane = 0; lane < h.rows(); ++lane)
    draw_bits(beta[static_cast<std::size_t>(lane)] * h.row(lane).array(), h.row(lane).array(),
              random, words);

  x.v.noalias() = h * weights_.transpose();
  for (Eigen::Index lane = 0; lane < x.v.rows(); ++lane) {
    double const b = beta[static_cast<std::size_t>(lane)];
    Eigen::ArrayXd field = (1 - b) * reference_field_.array().transpose() +
                           b * (x.v.row(lane) + visible_bias_).array().transpose();
    flip_hidden_units(h.row(lane), b, field, random);
    draw_bits(field.transpose(), x.v.row(lane).array(), random, words);
  }
  x = completed(std::move(x.v));
}

void Rbm::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t lane = 0; lane < out.size(); ++lane) {
    auto const field = x.hidden_field.row(static_cast<Eigen::Index>(lane)).array();
    out[lane] = (to[lane] - from[lane]) * x.visible_term[static_cast<Eigen::Index>(lane)] +
                softplus_sum(to[lane] * field) - softplus_sum(from[lane] * field);
  }
}

double Rbm::log_z_reference() const {
  return softplus_sum(reference_field_.array()) +
         static_cast<double>(weights_.cols()) * std::numbers::ln2;
}

std::vector<Rbm::Unit> Rbm::units(State const& x) const {
  std::vector<Unit> units(static_cast<std::size_t>(x.v.size()));
  std::transform(x.v.data(), x.v.data() + x.v.size(), units.begin(),
                 [](double bit) { return static_cast<Unit>(bit); });
  return units;
}

Rbm::State Rbm::restore(std::span<Unit const> units, int lanes) const {
  Matrix v(lanes, weights_.rows());
  std::copy(units.begin(), units.end(), v.data());
  return completed(std::move(v));
}

}  // namespace lnz
