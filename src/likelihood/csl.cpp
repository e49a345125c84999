#include "core/memory.hpp"
#include "likelihood/methods.hpp"
#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/row_values.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>
#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

using Eigen::ArrayXd, Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Index kTile = 64;         ///< examples multiplied together
constexpr double kFewSamples = 10;  ///< that make up most of an example's mean

bool takes(Record const& model, std::string& why_not) {
  why_not = "takes kind rbm, whose p(v | h) is in closed form";
  return model.text("@kind") == "rbm" &&
         (!model.has("@visible") || model.text("@visible") == "bernoulli");
}

/// Fields of the visible units given samples of the hidden ones.
struct Conditionals {
  MatrixXd fields;   ///< b + W h, [visible, samples]
  ArrayXd log_norm;  ///< sum_i ln(1 + exp(field_i)), [samples]
};

/// The conditionals that `lanes` chains pass through, sample by sample of lane by lane: annealed to
/// the target, then a sweep for each sample.
Conditionals sampled(RbmParameters const& machine, TemperedPath const& path, std::uint32_t block_id,
                     int lanes, LikelihoodTask const& task) {
  Eigen::Map<RowMajor const> const W(machine.W.data(), static_cast<Index>(machine.visible),
                                     static_cast<Index>(machine.hidden));
  Eigen::Map<VectorXd const> const b(machine.b.data(), W.rows()), c(machine.c.data(), W.cols());
  Block block = path.model.make_block(task.seed, block_id, lanes);
  int const rungs = path.schedule.rungs();
  std::vector<double> beta(static_cast<std::size_t>(lanes));
  for (int k = 1; k < rungs; ++k) {
    beta.assign(beta.size(), path.schedule[k]);
    block.sweep(beta, static_cast<std::uint64_t>(k - 1));
  }
  std::uint64_t const seed_of_hidden = derived_seed(task.seed, Purpose::sweep, 0);
  Index const count = Index{lanes} * task.samples;
  Conditionals out{MatrixXd(W.rows(), count), ArrayXd(count)};
  for (int s = 0; s < task.samples; ++s) {
    auto const step = static_cast<std::uint64_t>(rungs - 1 + s);
    block.sweep(beta, step);
    Stream random(seed_of_hidden, Purpose::sweep, block_id, step);
    std::vector<double> const units = block.units();
    Eigen::Map<MatrixXd const> const v(units.data(), W.rows(), lanes);
    MatrixXd h = (W.transpose() * v).colwise() + c;
    for (Index l = 0; l < lanes; ++l)
      for (Index j = 0; j < h.rows(); ++j) h(j, l) = random.uniform() < logistic(h(j, l)) ? 1 : 0;
    MatrixXd const fields = (W * h).colwise() + b;
    for (Index l = 0; l < lanes; ++l) {
      Index const at = l * task.samples + s;
      out.fields.col(at) = fields.col(l);
      out.log_norm[at] = fields.col(l).unaryExpr(&softplus).sum();
    }
  }
  return out;
}

Conditionals all_conditionals(RbmParameters const& machine, LikelihoodTask const& task) {
  require_memory(8.0 * static_cast<double>(machine.visible) * task.chains * task.samples,
                 fmt::format("{} x {} samples", task.chains, task.samples),
                 "set --chains or --samples lower");
  TemperedPath const path = task.path();
  int const lanes = std::min(path.model.lanes, task.chains),
            blocks = (task.chains + lanes - 1) / lanes;
  Conditionals all{MatrixXd(static_cast<Index>(machine.visible), Index{task.chains} * task.samples),
                   ArrayXd(Index{task.chains} * task.samples)};
  for_each_index(static_cast<std::size_t>(blocks), [&](std::size_t b) {
    int const first = static_cast<int>(b) * lanes, count = std::min(lanes, task.chains - first);
    Conditionals const part = sampled(machine, path, static_cast<std::uint32_t>(b), count, task);
    all.fields.middleCols(Index{first} * task.samples, part.fields.cols()) = part.fields;
    all.log_norm.segment(Index{first} * task.samples, part.log_norm.size()) = part.log_norm;
  });
  return all;
}

/// What the examples of a tile say.
struct Tile {
  ArrayXd value, std_error, effective;
  ArrayXd influence;  ///< of each chain on the sum of the values, [chains]
};

Tile tile(Conditionals const& given, MatrixXd const& v, Index chains) {
  Index const n = v.cols(), samples = given.log_norm.size() / chains;
  MatrixXd p = given.fields.transpose() * v;  // ln p(v | h_s), [samples of all chains, n]
  Tile out{ArrayXd(n), ArrayXd(n), ArrayXd(n), ArrayXd::Zero(chains)};
  for (Index i = 0; i < n; ++i) {
    ArrayXd const log_p = p.col(i).array() - given.log_norm;
    double const top = log_p.maxCoeff();
    ArrayXd weight = (log_p - top).exp();
    double const mean = weight.mean();
    weight /= mean;
    out.value[i] = top + std::log(mean);
    out.effective[i] = weight.sum() * weight.sum() / weight.square().sum();
    ArrayXd of_chain(chains);
    for (Index k = 0; k < chains; ++k)
      of_chain[k] = weight.segment(k * samples, samples).mean() - 1;
    double const m = static_cast<double>(chains);
    out.std_error[i] = std::sqrt(of_chain.square().sum() / (m * (m - 1)));
    out.influence += of_chain;
  }
  return out;
}

LogValues evaluate(LikelihoodTask const& task) {
  if (task.chains < 2)
    throw ConfigError("loglik.chains = 1 (its error needs two); set --chains 2 or more");
  RbmParameters const machine = at_temperature(rbm_parameters(task.model), task.beta);
  require_units(task.data, machine.visible, 0);
  Conditionals const given = all_conditionals(machine, task);
  auto const rows = static_cast<Index>(task.data.rows), width = static_cast<Index>(machine.visible);
  std::vector<Tile> tiles(static_cast<std::size_t>((rows + kTile - 1) / kTile));
  for_each_index(tiles.size(), [&](std::size_t t) {
    Index const first = static_cast<Index>(t) * kTile, count = std::min(kTile, rows - first);
    Eigen::Map<Eigen::MatrixXf const> const v(task.data.values.data() + first * width, width,
                                              count);
    tiles[t] = tile(given, v.cast<double>(), task.chains);
  });

  LogValues out;
  ArrayXd influence = ArrayXd::Zero(task.chains);
  std::vector<double> effective;
  for (Tile const& part : tiles) {
    out.value.insert(out.value.end(), part.value.begin(), part.value.end());
    out.std_error.insert(out.std_error.end(), part.std_error.begin(), part.std_error.end());
    effective.insert(effective.end(), part.effective.begin(), part.effective.end());
    influence += part.influence;
  }
  double const m = task.chains;
  out.mean_std_error =
      std::sqrt((influence / static_cast<double>(rows)).square().sum() / (m * (m - 1)));
  std::ranges::sort(effective);
  if (double const median = effective[effective.size() / 2]; median < kFewSamples)
    out.warnings.push_back(
        fmt::format("half of the examples rest on fewer than {:.1f} of {} samples, so the bound "
                    "lies far below; raise --samples or --chains, or use raise",
                    median, given.log_norm.size()));
  return out;
}

}  // namespace

LikelihoodMethod csl_likelihood() {
  return {.name = "csl",
          .summary =
              "mean of p(v | h) over --samples hidden states of each of --chains chains; on "
              "average a lower bound, without ln Z; rbm",
          .bound = Bound::stochastic,
          .leaves_out_z = false,
          .takes = takes,
          .evaluate = evaluate};
}

}  // namespace lnz
