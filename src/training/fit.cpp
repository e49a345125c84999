#include "training/fit.hpp"

#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "parallel/for_each.hpp"
#include "parallel/pieces.hpp"

#include <algorithm>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kExamples = 10'000;
constexpr Eigen::Index kLanes = 100;

/// ln(1 + e^x) of every entry, to 2e-16: by log, which has vectors, where log1p has none.
Eigen::ArrayXd softplus_of(Eigen::ArrayXd const& x) {
  return x.max(0.0) + ((-x.abs()).exp() + 1).log();
}

/// F(v with bit i flipped) - F(v), for one v; field = c + v W.
double flip_cost(FloatRbm const& machine, float up, Row const& v, Row const& field,
                 Eigen::Index i) {
  double const change = 1 - 2 * static_cast<double>(v[i]);
  Eigen::ArrayXd const before = field.cast<double>(),
                       after = before + change * static_cast<double>(up) *
                                            machine.W.row(i).transpose().cast<double>().array();
  return -change * static_cast<double>(machine.b[i]) -
         (softplus_of(after) - softplus_of(before)).sum();
}

/// 1 / (1 + exp(-x)).
auto probability(Matrix const& field) { return (1 + (-field.array()).exp()).inverse().matrix(); }

}  // namespace

Fit measure_fit(FloatRbm const& machine, Doubling doubling, DataSet const& data,
                std::uint64_t seed) {
  std::size_t const n = std::min(data.rows, kExamples);
  Eigen::Index const visible = machine.W.rows();
  Pieces const blocks(static_cast<Eigen::Index>(n), kLanes);
  std::vector<Fit> sums(blocks.count());

  for_each_index(blocks.count(), [&](std::size_t k) {
    Eigen::Index const first = blocks.first(k), lanes = blocks.size(k);
    Matrix v(lanes, visible);
    for (Eigen::Index lane = 0; lane < lanes; ++lane)
      std::ranges::copy(data.row(static_cast<std::size_t>(first + lane) * data.rows / n),
                        v.row(lane).data());
    Matrix field(lanes, machine.W.cols()), back(lanes, visible);
    field.noalias() = doubling.up * v * machine.W;
    field.rowwise() += machine.c;

    Fit sum{};
    for (Eigen::Index lane = 0; lane < lanes; ++lane) {
      Stream random(seed, Purpose::training, 0, 1 + static_cast<std::uint64_t>(first + lane));
      auto const i = static_cast<Eigen::Index>(random.uniform() * static_cast<double>(visible));
      sum.pseudo_log_likelihood -= softplus(
          -flip_cost(machine, doubling.up, v.row(lane), field.row(lane), i));  // ln sigmoid(x)
    }
    sum.log_unnormalised = (v.cast<double>() * machine.b.transpose().cast<double>()).sum();
    for (Eigen::Index lane = 0; lane < lanes; ++lane)
      sum.log_unnormalised += softplus_of(field.row(lane).cast<double>().array()).sum();
    Matrix const h = probability(field);
    back.noalias() = doubling.down * h * machine.W.transpose();
    back.rowwise() += machine.b;
    sum.reconstruction_error = (v - probability(back)).cast<double>().squaredNorm();
    sums[k] = sum;
  });

  Fit total{};
  for (Fit const& sum : sums) {
    total.pseudo_log_likelihood += sum.pseudo_log_likelihood;
    total.reconstruction_error += sum.reconstruction_error;
    total.log_unnormalised += sum.log_unnormalised;
  }
  auto const examples = static_cast<double>(n);
  return {total.pseudo_log_likelihood * static_cast<double>(visible) / examples,
          total.reconstruction_error / examples, total.log_unnormalised / examples};
}

}  // namespace lnz
