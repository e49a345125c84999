#include "exact/rbm_enumeration.hpp"

#include "lnz/log_sum.hpp"
#include "parallel/for_each.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

namespace lnz {
namespace {

using Eigen::ArrayXd, Eigen::ArrayXXd, Eigen::Index;

constexpr Index kLanes = 8;            // columns a log is taken of together
constexpr Index kStep = 4 * kLanes;    // columns multiplied together
constexpr Index kMostFast = 8;         // 2^8 products from one exponential to the next
constexpr double kSpan = 150;          // most nats the fast units may move a field
constexpr double kProductSpan = 600;   // most nats between 1 and a product; float64 has 708
constexpr double kNegligible = 50;     // 1 + exp(-50) == 1
constexpr std::size_t kChunks = 1024;  // work items at most, whatever the threads

using RowMajor = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One layer is enumerated; its first units are `fast`: they run through a Gray code for every
/// state of the others, and move each exp(field) by a factor.
class Enumeration {
 public:
  /// links: of the enumerated layer, [units, units], zeros or symmetric with zero diagonal.
  Enumeration(RbmParameters const& machine, bool sum_visible, ArrayXXd links);
  double log_z() const;

 private:
  /// ln of the sum over the fast units, the slow ones being the bits of `slow`.
  double log_sum(std::size_t slow) const;
  double log_product(ArrayXd& e, ArrayXd const& base, double const* factor) const;

  Index units_, columns_, fast_ = 0;  ///< columns are padded to a multiple of kStep
  ArrayXd a_, b_;
  ArrayXXd links_;             ///< of the enumerated units, [units, units]
  ArrayXXd V_;                 ///< [columns, units]
  ArrayXXd up_, down_;         ///< exp(+-V) of the fast units
  ArrayXd rise_;               ///< most the fast units can add to a field
  std::vector<Index> groups_;  ///< ends of column ranges whose product cannot underflow
};

Enumeration::Enumeration(RbmParameters const& machine, bool sum_visible, ArrayXXd links)
    : links_(std::move(links)) {
  auto const visible = static_cast<Index>(machine.visible);
  auto const hidden = static_cast<Index>(machine.hidden);
  Eigen::Map<RowMajor const> const W(machine.W.data(), visible, hidden);
  Eigen::Map<ArrayXd const> const b(machine.b.data(), visible), c(machine.c.data(), hidden);

  units_ = sum_visible ? visible : hidden;
  Index const larger = sum_visible ? hidden : visible;
  columns_ = (larger + kStep - 1) / kStep * kStep;
  a_ = sum_visible ? b : c;
  b_ = ArrayXd::Constant(columns_, -kSpan);  // padding: a factor of exactly 1
  b_.head(larger) = sum_visible ? c : b;
  V_ = ArrayXXd::Zero(columns_, units_);
  if (sum_visible) {
    V_.topRows(larger) = W.transpose();
  } else {
    V_.topRows(larger) = W;
  }

  ArrayXd span = ArrayXd::Zero(columns_);
  for (; fast_ < std::min(units_, kMostFast); ++fast_) {
    ArrayXd const wider = span + V_.col(fast_).abs();
    if (wider.maxCoeff() > kSpan) break;
    span = wider;
  }
  up_ = V_.leftCols(fast_).exp();
  down_ = (-V_.leftCols(fast_)).exp();
  rise_ = V_.leftCols(fast_).max(0).rowwise().sum();

  double used = 0;
  for (Index j = 0; j < columns_; j += kStep) {
    // A factor lies in [exp(-span), 2]; a lane takes four of them a step.
    double const step = 4 * std::max(1., span.segment(j, kStep).maxCoeff());
    if (j > 0 && used + step > kProductSpan) {
      groups_.push_back(j);
      used = 0;
    }
    used += step;
  }
  groups_.push_back(columns_);
}

double Enumeration::log_product(ArrayXd& e, ArrayXd const& base, double const* factor) const {
  using Step = Eigen::Array<double, kStep, 1>;
  using Lanes = Eigen::Array<double, kLanes, 1>;
  Lanes sum = Lanes::Zero();
  Index j = 0;
  for (Index const end : groups_) {
    Step product = Step::Ones();
    for (; j < end; j += kStep) {
      Eigen::Map<Step> x(e.data() + j);
      if (factor) x *= Eigen::Map<Step const>(factor + j);
      product *= Eigen::Map<Step const>(base.data() + j) + x;
    }
    Lanes const product_of_four =
        (product.segment<kLanes>(0) * product.segment<kLanes>(kLanes)) *
        (product.segment<kLanes>(2 * kLanes) * product.segment<kLanes>(3 * kLanes));
    sum += product_of_four.log();
  }
  return sum.sum();
}

double Enumeration::log_sum(std::size_t slow) const {
  ArrayXd field = b_;
  ArrayXd a = a_;  // of each unit by the slow ones before it
  double slow_bias = 0;
  for (Index i = fast_; i < units_; ++i) {
    if (!(slow >> (i - fast_) & 1)) continue;
    field += V_.col(i);
    slow_bias += a[i];
    a += links_.col(i);
  }
  // 1 + exp(x) = exp(r) (exp(-r) + exp(x - r)) with r >= 0 the largest x the fast units make:
  // neither term exceeds 1, and clamping keeps both from underflow without changing their sum.
  ArrayXd const r = (field + rise_).max(0);
  ArrayXd const base = (-r.min(kProductSpan)).exp();
  ArrayXd e = (field.max(-rise_ - kNegligible) - r).exp();

  ArrayXd log_weight(Index(1) << fast_);
  log_weight[0] = log_product(e, base, nullptr);
  double bias = 0;
  unsigned state = 0;
  for (Index step = 1; step < log_weight.size(); ++step) {
    int const i = std::countr_zero(static_cast<unsigned>(step));  // Gray code flips unit i
    state ^= 1u << i;
    bool const on = state >> i & 1;
    bias += on ? a[i] : -a[i];
    a.head(fast_) += (on ? 1 : -1) * links_.col(i).head(fast_);
    log_weight[step] = bias + log_product(e, base, (on ? up_ : down_).col(i).data());
  }
  double const top = log_weight.maxCoeff();
  return slow_bias + r.sum() + top + std::log((log_weight - top).exp().sum());
}

double Enumeration::log_z() const {
  std::size_t const states = std::size_t(1) << (units_ - fast_);
  std::size_t const chunks = std::min(states, kChunks), per_chunk = states / chunks;
  std::vector<double> of_chunk(chunks);
  for_each_index(chunks, [&](std::size_t chunk) {
    std::vector<double> log_sums(per_chunk);
    for (std::size_t i = 0; i < per_chunk; ++i) log_sums[i] = log_sum(chunk * per_chunk + i);
    of_chunk[chunk] = log_sum_exp(log_sums);
  });
  return log_sum_exp(of_chunk);
}

}  // namespace

double enumerate(RbmParameters const& machine) {
  auto const smaller = static_cast<Index>(std::min(machine.visible, machine.hidden));
  return Enumeration(machine, machine.visible < machine.hidden, ArrayXXd::Zero(smaller, smaller))
      .log_z();
}

double enumerate_visible(RbmParameters const& machine, std::vector<double> const& L) {
  auto const n = static_cast<Index>(machine.visible);
  return Enumeration(machine, true, Eigen::Map<RowMajor const>(L.data(), n, n)).log_z();
}

}  // namespace lnz
