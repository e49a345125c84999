#include "training/tracked_log_z.hpp"

#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "parallel/for_each.hpp"
#include "training/float_record.hpp"
#include "training/gibbs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kTile = TiledMatrix::kTile;
using Sums = Eigen::Map<Eigen::Array<float, Eigen::Dynamic, kTile, Eigen::RowMajor> const>;

/// ln(1 + e^x), to 2e-16: by log, which has vectors, where log1p has none.
Eigen::ArrayXXd softplus_of(Eigen::ArrayXXd const& x) {
  return x.max(0.0) + ((-x.abs()).exp() + 1).log();
}

/// b.v + sum_j ln(1 + exp(c_j + v.W_j)) of every lane.
std::vector<double> log_unnormalised(TiledRbm const& machine, PackedBits const& v) {
  auto const lanes = static_cast<Eigen::Index>(v.lanes);
  Eigen::ArrayXXd parts(lanes, machine.W.tiles());  // what each tile of hidden units gives
  for_each_part(machine.W.tiles(), machine.W.rows() * machine.W.columns() * (v.lanes + 50),
                [&](std::size_t first, std::size_t last) {
                  Aligned<float> sums(v.lanes * kTile);
                  for (std::size_t t = first; t < last; ++t) {
                    auto const units =
                        static_cast<Eigen::Index>(std::min(kTile, machine.W.columns() - t * kTile));
                    lookup_tile(machine.W.data(t), v, Grouping::alike, sums.data());
                    Eigen::ArrayXXd const field =
                        (Sums(sums.data(), lanes, kTile).leftCols(units).rowwise() +
                         Row::Map(machine.c.data() + t * kTile, units).array())
                            .cast<double>();
                    parts.col(static_cast<Eigen::Index>(t)) = softplus_of(field).rowwise().sum();
                  }
                });
  std::vector<double> out(v.lanes);
  for (std::size_t l = 0; l < v.lanes; ++l) {
    for (std::size_t i = 0; i < v.units; ++i)
      if (v.test(i, l)) out[l] += static_cast<double>(machine.b.data()[i]);
    for (Eigen::Index t = 0; t < parts.cols(); ++t)
      out[l] += parts(static_cast<Eigen::Index>(l), t);
  }
  return out;
}

/// (sum w)^2 / sum w^2.
double effective(std::vector<double> const& log_weight) {
  std::vector<double> twice = log_weight;
  for (double& w : twice) w *= 2;
  return std::exp(2 * log_sum_exp(log_weight) - log_sum_exp(twice));
}

/// Of the mean of the weights.
double relative_variance(std::vector<double> const& log_weight) {
  return std::max(0.0, 1 / effective(log_weight) - 1 / static_cast<double>(log_weight.size()));
}

}  // namespace

TrackedLogZ::TrackedLogZ(Row const& b, Eigen::Index hidden, std::size_t chains, std::uint64_t seed)
    : seed_(derived_seed(seed, Purpose::training, 1)),
      log_z_(static_cast<double>(hidden) * std::log(2.0)),
      machine_(FloatRbm::zero(b.size(), hidden)),
      log_weight_(chains) {
  machine_.b = b;
  for (float const odds : b) log_z_ += softplus(static_cast<double>(odds));
  Stream random(seed_, Purpose::reference, 0, 0);
  v_ = independent_bits(b, chains, random);
}

void TrackedLogZ::follow(FloatRbm const& machine, int steps) {
  FloatRbm const from = std::move(machine_);
  std::vector<double> before = log_unnormalised(TiledRbm(from), v_);
  for (int k = 1; k <= steps; ++k) {
    float const part = static_cast<float>(k) / static_cast<float>(steps);
    machine_ = {from.W + part * (machine.W - from.W), from.b + part * (machine.b - from.b),
                from.c + part * (machine.c - from.c)};
    if (k == steps) machine_ = machine;
    TiledRbm const now(machine_);
    std::vector<double> const reached = log_unnormalised(now, v_);
    for (std::size_t l = 0; l < v_.lanes; ++l) log_weight_[l] += reached[l] - before[l];
    if (2 * effective(log_weight_) < static_cast<double>(v_.lanes)) resample();
    gibbs(now, TiledMatrix(machine_.W.transpose()), 1, v_, seed_, ++steps_);
    before = log_unnormalised(now, v_);
  }
}

void TrackedLogZ::resample() {
  log_z_ = log_z();
  variance_ += relative_variance(log_weight_);
  Stream random(seed_, Purpose::bootstrap, 0, steps_);
  double const total = log_sum_exp(log_weight_);
  auto const lanes = static_cast<double>(v_.lanes);
  double const offset = random.uniform();
  PackedBits copies(v_.units, v_.lanes);
  double before = 0;  // share of the chains up to this one, times lanes
  std::size_t to = 0;
  for (std::size_t from = 0; from < v_.lanes; ++from) {
    before += lanes * std::exp(log_weight_[from] - total);
    bool const is_last = from + 1 == v_.lanes;
    for (; to < v_.lanes && (static_cast<double>(to) + offset < before || is_last); ++to)
      for (std::size_t i = 0; i < v_.units; i += PackedBits::kWord)
        copies.word(i, to) = v_.word(i, from);
  }
  v_ = std::move(copies);
  std::ranges::fill(log_weight_, 0.0);
}

double TrackedLogZ::log_z() const { return log_z_ + log_mean_exp(log_weight_); }

double TrackedLogZ::std_error() const {
  return std::sqrt(variance_ + relative_variance(log_weight_));
}

void TrackedLogZ::save(Record& run) const {
  run.attributes["checkpoint/tracked@steps"] = static_cast<std::int64_t>(steps_);
  run.attributes["checkpoint/tracked@log_z"] = log_z_;
  run.attributes["checkpoint/tracked@variance"] = variance_;
  put(run, "checkpoint/tracked/machine", machine_);
  put(run, "checkpoint/tracked/units", v_);
  run.set("checkpoint/tracked/log_weight", log_weight_);
}

void TrackedLogZ::load(Record const& run) {
  steps_ = static_cast<std::uint64_t>(run.integer("checkpoint/tracked@steps"));
  log_z_ = run.number("checkpoint/tracked@log_z");
  variance_ = run.number("checkpoint/tracked@variance");
  take(run, "checkpoint/tracked/machine", machine_);
  take(run, "checkpoint/tracked/units", v_);
  take(run, "checkpoint/tracked/log_weight", log_weight_);
}

}  // namespace lnz
