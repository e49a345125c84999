#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "training/fit.hpp"
#include "training/gibbs.hpp"
#include "training/gradient.hpp"
#include "training/options.hpp"
#include "training/pieces.hpp"
#include "training/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>
#include <vector>

namespace lnz {
namespace {

/// Share of the newest batch in the running mean of the hidden units. Batch means alone are
/// too noisy (Melchior, Fischer & Wiskott 2016); 100 batches of 100 give a mean to 0.5%.
constexpr float kNewest = 0.01f;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Mean of each column, kept off 0 and 1 by 1 / (rows + 2).
Eigen::RowVectorXd pixel_means(DataSet const& data) {
  std::vector<double> ones(data.columns, 0.0);
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < data.columns; ++i)
      ones[i] += static_cast<double>(data.values[r * data.columns + i]);
  auto const rows = static_cast<double>(data.rows);
  double const least = 1 / (rows + 2);
  Eigen::RowVectorXd mean(static_cast<Eigen::Index>(data.columns));
  for (std::size_t i = 0; i < data.columns; ++i)
    mean[static_cast<Eigen::Index>(i)] = std::clamp(ones[i] / rows, least, 1 - least);
  return mean;
}

/// W normal(0, initial_scale^2), b the data's log odds, c zero (Hinton 2012, sec. 8).
FloatRbm initial_machine(Eigen::RowVectorXd const& mean, TrainingOptions const& options) {
  auto machine = FloatRbm::zero(mean.size(), static_cast<Eigen::Index>(options.hidden));
  machine.b = mean.unaryExpr([](double p) { return logit(p); }).cast<float>();
  Stream random(options.seed, Purpose::training, 0, 0);
  for (float& w : machine.W.reshaped<Eigen::RowMajor>())
    w = static_cast<float>(options.initial_scale * random.normal());
  return machine;
}

/// Independent draws from the visible biases: the model before training, but for its small W.
Matrix initial_chains(FloatRbm const& machine, TrainingOptions const& options) {
  auto const lanes = static_cast<Eigen::Index>(options.batch);
  Matrix const h = Matrix::Zero(lanes, machine.W.cols());
  Matrix v(lanes, machine.W.rows());
  visible_probability(machine, h, v);
  Stream random(options.seed, Purpose::training, 1, 0);
  draw_bits(v, random);
  return v;
}

/// A fresh order of the rows for each epoch (Fisher & Yates).
std::vector<std::size_t> shuffled(std::size_t rows, std::uint64_t seed, int epoch) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Stream random(seed, Purpose::data, static_cast<std::uint32_t>(epoch), 0);
  for (std::size_t i = rows; i > 1; --i)
    std::swap(order[i - 1],
              order[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
  return order;
}

void gather(DataSet const& data, std::span<std::size_t const> rows, Matrix& examples) {
  examples.resize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(data.columns));
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    std::ranges::copy(data.row(rows[lane]), examples.row(static_cast<Eigen::Index>(lane)).data());
}

RbmParameters to_parameters(FloatRbm const& machine) {
  auto const doubles = [](auto const& x) {
    return std::vector<double>(x.data(), x.data() + x.size());
  };
  return {static_cast<std::size_t>(machine.W.rows()), static_cast<std::size_t>(machine.W.cols()),
          doubles(machine.W), doubles(machine.b), doubles(machine.c)};
}

}  // namespace

RbmParameters train_rbm(DataSet const& data, TrainingOptions const& options,
                        std::function<void(TrainingReport const&)> const& progress) {
  check(data, options);
  Eigen::RowVectorXd const mean = pixel_means(data);
  FloatRbm machine = initial_machine(mean, options);
  Offsets offsets{mean.cast<float>(), Row::Constant(machine.c.size(), 0.5f)};
  FloatRbm gradient = FloatRbm::zero(machine.W.rows(), machine.W.cols()), velocity = gradient;
  bool const persistent = options.method == "pcd";
  Phases phases;
  if (persistent) phases.chains = initial_chains(machine, options);

  Pieces const batches(static_cast<Eigen::Index>(data.rows),
                       static_cast<Eigen::Index>(options.batch));
  double const updates = static_cast<double>(batches.count()) * options.epochs;
  std::uint64_t update = 0;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    Clock::time_point const start = Clock::now();
    std::vector<std::size_t> const order = shuffled(data.rows, options.seed, epoch);
    for (std::size_t k = 0; k < batches.count(); ++k) {
      double const done = static_cast<double>(update) / updates;
      double const rate = options.rate + (options.final_rate - options.rate) * done;
      gather(data,
             std::span(order).subspan(static_cast<std::size_t>(batches.first(k)),
                                      static_cast<std::size_t>(batches.size(k))),
             phases.examples);
      if (!persistent) phases.chains = phases.examples;
      estimate_gradient(machine, phases, options.steps, options.seed, ++update, gradient);
      if (options.centred) {
        offsets.hidden += kNewest * (phases.hidden_mean - offsets.hidden);
        centre(gradient, offsets);
      }
      ascend(machine, velocity, gradient, {rate, options.momentum, options.weight_decay});
    }
    if (!machine.all_finite())
      throw ConfigError(
          fmt::format("weights are no longer finite after epoch {} (updates of rate "
                      "{} diverge); lower --rate",
                      epoch, options.rate));
    if (progress) {
      double const seconds = seconds_since(start);
      Fit const now = measure_fit(machine, data, options.seed);
      progress({epoch, now.pseudo_log_likelihood, now.reconstruction_error, seconds});
    }
  }
  return to_parameters(machine);
}

}  // namespace lnz
