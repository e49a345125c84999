#include "training/dbm_learner.hpp"

#include "models/layered/mean_field.hpp"
#include "training/float_record.hpp"
#include "training/gibbs.hpp"
#include "training/initial.hpp"
#include "training/options.hpp"

#include <algorithm>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kSeen = 1000;

Matrix gathered(DataSet const& data, std::span<std::size_t const> rows) {
  Matrix out(rows.size(), data.columns);
  for (std::size_t r = 0; r < rows.size(); ++r)
    std::ranges::copy(data.row(rows[r]), out.row(static_cast<Eigen::Index>(r)).data());
  return out;
}

Matrix unpacked(PackedBits const& x) {
  Matrix out(x.lanes, x.units);
  for (std::size_t l = 0; l < x.lanes; ++l)
    for (std::size_t i = 0; i < x.units; ++i)
      out(static_cast<Eigen::Index>(l), static_cast<Eigen::Index>(i)) = x.test(i, l) ? 1.0f : 0.0f;
  return out;
}

Matrix probability(Matrix const& field) { return (1 + (-field.array()).exp()).inverse().matrix(); }

Matrix hidden_means(FloatRbm const& machine, Matrix const& even) {
  Matrix field = even * machine.W;
  field.rowwise() += machine.c;
  return probability(field);
}

}  // namespace

DbmLearner::DbmLearner(DataSet const& data, DbmLayers layers, FloatRbm start,
                       TrainingOptions const& options, std::uint64_t seed)
    : data_(data),
      layers_(std::move(layers)),
      options_(options),
      seed_(seed),
      machine_(std::move(start)),
      velocity_(FloatRbm::zero(layers_.even(), layers_.odd())),
      offsets_{Row::Zero(layers_.even()), Row::Zero(layers_.odd())},
      chains_(initial_chains(machine_, options.batch, seed)) {
  if (options.centred) {
    offsets_ = {Row::Constant(layers_.even(), 0.5f), Row::Constant(layers_.odd(), 0.5f)};
    offsets_.visible.head(layers_.size(0)) = pixel_means(data).cast<float>();
  }
  tile();
}

void DbmLearner::tile() {
  tiled_ = TiledRbm(machine_);
  transposed_ = TiledMatrix(machine_.W.transpose());
}

void DbmLearner::update(std::span<std::size_t const> rows, Update const& now) {
  gibbs(tiled_, transposed_, options_.steps, chains_, seed_, now.number);
  LayerMeans means = mean_field(machine_, layers_, gathered(data_, rows), options_.mean_fields);
  DensePhases phases{std::move(means.even), std::move(means.odd), unpacked(chains_), {}};
  phases.hidden_chains = hidden_means(machine_, phases.visible_chains);
  ascend(machine_, velocity_, offsets_, phases, ascent(options_, now.part),
         [&](Matrix& gradient) { layers_.keep_neighbours(gradient); });
  tile();
}

std::map<std::string, double> DbmLearner::figures() const {
  std::size_t const n = std::min(data_.rows, kSeen);
  std::vector<std::size_t> rows(n);
  for (std::size_t r = 0; r < n; ++r) rows[r] = r * data_.rows / n;
  Matrix const v = gathered(data_, rows);
  LayerMeans const means = mean_field(machine_, layers_, v, options_.mean_fields);
  Matrix back = means.odd * machine_.W.topRows(v.cols()).transpose();
  back.rowwise() += machine_.b.head(v.cols());
  auto const examples = static_cast<double>(n);
  return {
      {"log_unnormalised", variational_bound(machine_, layers_, means).sum() / examples},
      {"reconstruction_error", (v - probability(back)).cast<double>().squaredNorm() / examples}};
}

void DbmLearner::save(Record& run) const {
  put(run, "train", machine_);
  put(run, "checkpoint/velocity", velocity_);
  put(run, "checkpoint/visible_offset", offsets_.visible);
  put(run, "checkpoint/hidden_offset", offsets_.hidden);
  put(run, "checkpoint/chains", chains_);
}

void DbmLearner::load(Record const& run) {
  take(run, "train", machine_);
  take(run, "checkpoint/velocity", velocity_);
  take(run, "checkpoint/visible_offset", offsets_.visible);
  take(run, "checkpoint/hidden_offset", offsets_.hidden);
  take(run, "checkpoint/chains", chains_);
  tile();
}

FloatRbm joined(DbmLayers const& layers, std::vector<FloatRbm> const& learnt) {
  FloatRbm out = FloatRbm::zero(layers.even(), layers.odd());
  std::size_t const top = layers.count() - 1;
  auto const bias = [&](std::size_t layer) {
    return (layer % 2 == 0 ? out.b : out.c).segment(layers.first(layer), layers.size(layer));
  };
  for (std::size_t l = 0; l < top; ++l) {
    if (l % 2 == 0)
      layers.block(out.W, l) = learnt[l].W;
    else
      layers.block(out.W, l) = learnt[l].W.transpose();
    bias(l) += learnt[l].b * (l == 0 ? 1.0f : 0.5f);
    bias(l + 1) += learnt[l].c * (l + 1 == top ? 1.0f : 0.5f);
  }
  return out;
}

}  // namespace lnz
