#include "training/gaussian_learner.hpp"

#include "lnz/stream.hpp"
#include "models/reference.hpp"
#include "parallel/for_each.hpp"
#include "parallel/pieces.hpp"
#include "training/float_record.hpp"
#include "training/initial.hpp"
#include "training/options.hpp"
#include "training/trained_model.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

constexpr std::size_t kSeen = 10'000;
constexpr Eigen::Index kLanes = 25;  ///< of a piece with random numbers of its own

Matrix probability(Matrix const& field) { return (1 + (-field.array()).exp()).inverse().matrix(); }

Matrix hidden_means(FloatRbm const& machine, Matrix const& x) {
  Matrix field = x * machine.W;
  field.rowwise() += machine.c;
  return probability(field);
}

}  // namespace

Spread spread_of(DataSet const& data) {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(data.columns)),
                     square = sum;
  auto const row = [&](std::size_t r) {
    return Row::Map(data.row(r).data(), sum.size()).cast<double>();
  };
  for (std::size_t r = 0; r < data.rows; ++r) sum += row(r);
  Eigen::RowVectorXd const mean = sum / static_cast<double>(data.rows);
  for (std::size_t r = 0; r < data.rows; ++r) square += (row(r) - mean).cwiseAbs2();
  Eigen::RowVectorXd const sigma = (square / static_cast<double>(data.rows)).cwiseSqrt();
  return {mean.cast<float>(),
          sigma.unaryExpr([](double s) { return s > 1e-6 ? s : 1.0; }).cast<float>()};
}

GaussianLearner::GaussianLearner(DataSet const& data, TrainingOptions const& options,
                                 std::uint64_t seed)
    : data_(data), options_(options), seed_(seed) {
  auto const visible = static_cast<Eigen::Index>(data.columns),
             hidden = static_cast<Eigen::Index>(options.hidden.front());
  Spread spread = spread_of(data);
  mean_ = std::move(spread.mean);
  sigma_ = std::move(spread.sigma);
  machine_ = initial_machine(Eigen::RowVectorXd::Constant(visible, 0.5),
                             static_cast<std::size_t>(hidden), options.initial_scale, seed);
  velocity_ = FloatRbm::zero(visible, hidden);
  offsets_ = {Row::Zero(visible), Row::Constant(hidden, options.centred ? 0.5f : 0.0f)};
  chains_.resize(static_cast<Eigen::Index>(options.batch), visible);
  Stream random(seed, Purpose::training, 1, 0);
  for (float& x : chains_.reshaped<Eigen::RowMajor>()) x = static_cast<float>(random.normal());
}

Matrix GaussianLearner::gathered(std::span<std::size_t const> rows) const {
  Matrix out(rows.size(), data_.columns);
  for (std::size_t r = 0; r < rows.size(); ++r)
    out.row(static_cast<Eigen::Index>(r)) =
        (Row::Map(data_.row(rows[r]).data(), out.cols()) - mean_).cwiseQuotient(sigma_);
  return out;
}

void GaussianLearner::gibbs(std::uint64_t update) {
  Pieces const pieces(chains_.rows(), kLanes);
  for_each_index(pieces.count(), [&](std::size_t k) {
    Stream random(seed_, Purpose::training, static_cast<std::uint32_t>(1 + k), update);
    Matrix x = chains_.middleRows(pieces.first(k), pieces.size(k));
    for (int step = 0; step < options_.steps; ++step) {
      Matrix h = hidden_means(machine_, x);
      for (float& p : h.reshaped<Eigen::RowMajor>())
        p = random.uniform() < static_cast<double>(p) ? 1.0f : 0.0f;
      x.noalias() = h * machine_.W.transpose();
      x.rowwise() += machine_.b;
      for (float& value : x.reshaped<Eigen::RowMajor>())
        value += static_cast<float>(random.normal());
    }
    chains_.middleRows(pieces.first(k), pieces.size(k)) = x;
  });
}

void GaussianLearner::update(std::span<std::size_t const> rows, Update const& now) {
  Matrix const examples = gathered(rows);
  if (options_.method == "cd") chains_ = examples;
  gibbs(now.number);
  ascend(machine_, velocity_, offsets_,
         {examples, hidden_means(machine_, examples), chains_, hidden_means(machine_, chains_)},
         ascent(options_, now.part), [](Matrix&) {});
}

/// Evenly spaced examples.
Matrix GaussianLearner::seen() const {
  std::size_t const n = std::min(data_.rows, kSeen);
  std::vector<std::size_t> rows(n);
  for (std::size_t r = 0; r < n; ++r) rows[r] = r * data_.rows / n;
  return gathered(rows);
}

ModelHandle GaussianLearner::path(Reference const&) const {
  Record const model = gaussian_record(machine_, {mean_, sigma_});
  Eigen::RowVectorXd const mean = hidden_means(machine_, seen()).cast<double>().colwise().mean();
  return kind_of(model).make(model, 1, pulled({mean.data(), mean.data() + mean.size()}), {});
}

std::map<std::string, double> GaussianLearner::figures() const {
  Matrix const x = seen();
  auto const n = static_cast<double>(x.rows());
  Matrix back = hidden_means(machine_, x) * machine_.W.transpose();
  back.rowwise() += machine_.b;
  Matrix field = x * machine_.W;
  field.rowwise() += machine_.c;
  Eigen::MatrixXd const f = field.cast<double>();
  double const unnormalised =
      (f.cwiseMax(0).array() + (-f.cwiseAbs().array()).exp().log1p()).sum() -
      (x.rowwise() - machine_.b).cast<double>().squaredNorm() / 2;
  return {{"reconstruction_error", (x - back).cast<double>().squaredNorm() / n},
          {"log_unnormalised", unnormalised / n}};
}

void GaussianLearner::save(Record& run) const {
  put(run, "train", machine_);
  put(run, "checkpoint/velocity", velocity_);
  put(run, "checkpoint/visible_offset", offsets_.visible);
  put(run, "checkpoint/hidden_offset", offsets_.hidden);
  if (options_.method == "pcd")
    put(run, "checkpoint/chains", Row(chains_.reshaped<Eigen::RowMajor>().transpose()));
}

void GaussianLearner::load(Record const& run) {
  take(run, "train", machine_);
  take(run, "checkpoint/velocity", velocity_);
  take(run, "checkpoint/visible_offset", offsets_.visible);
  take(run, "checkpoint/hidden_offset", offsets_.hidden);
  if (options_.method != "pcd") return;
  Row chains(chains_.size());
  take(run, "checkpoint/chains", chains);
  chains_ = Matrix::Map(chains.data(), chains_.rows(), chains_.cols());
}

}  // namespace lnz
