#include "training/rbm_learner.hpp"

#include "training/fit.hpp"
#include "training/float_record.hpp"
#include "training/gibbs.hpp"
#include "training/initial.hpp"
#include "training/options.hpp"

namespace lnz {

RbmLearner::RbmLearner(Examples const& examples, std::size_t hidden, Doubling doubling,
                       TrainingOptions const& options, std::uint64_t seed)
    : examples_(examples), doubling_(doubling), options_(options), seed_(seed) {
  Eigen::RowVectorXd const mean = pixel_means(examples.seen());
  FloatRbm const start = initial_machine(mean, hidden, options.initial_scale, seed);
  set_machine(start);
  velocity_ = TiledRbm(FloatRbm::zero(start.W.rows(), start.W.cols()));
  if (options.method == "pcd") chains_ = initial_chains(start, options.batch, seed);
  if (options.method == "tempered")
    tempered_.emplace(start.b, options.batch, options.temperatures, seed);
  Row const half = Row::Constant(start.c.size(), 0.5f);
  offsets_ = options.centred ? Offsets{padded(mean.cast<float>()), padded(half)}
                             : Offsets{padded(0 * start.b), padded(0 * start.c)};
}

Row RbmLearner::hidden_offset() const {
  return Row::Map(offsets_.hidden.data(), static_cast<Eigen::Index>(machine_.W.columns()));
}

void RbmLearner::set_machine(FloatRbm const& plain) {
  machine_ = TiledRbm(plain, doubling_);
  transposed_ = TiledMatrix(plain.W.transpose());
}

PackedBits RbmLearner::moved_chains(PackedBits const& examples, std::uint64_t update) {
  if (tempered_) {
    for (int step = 0; step < options_.steps; ++step)
      tempered_->sweep(
          machine_, transposed_, seed_,
          update * static_cast<std::uint64_t>(options_.steps) + static_cast<std::uint64_t>(step));
    return tempered_->at_machine();
  }
  if (options_.method == "cd") chains_ = examples;
  gibbs(machine_, transposed_, options_.steps, chains_, seed_, update);
  return chains_;
}

void RbmLearner::update(std::span<std::size_t const> rows, Update const& now) {
  PackedBits const examples = examples_.drawn(rows, seed_, now.number),
                   chains = moved_chains(examples, now.number);
  ascend(machine_, transposed_, velocity_, offsets_, {examples, chains},
         ascent(options_, now.part));
}

std::map<std::string, double> RbmLearner::figures() const {
  Fit const fit = measure_fit(machine_.plain(), doubling_, examples_.seen(), seed_);
  std::map<std::string, double> figures{{"reconstruction_error", fit.reconstruction_error}};
  // A machine that counts one way twice has no density of its own.
  if (doubling_.up == doubling_.down)
    figures.insert({{"pseudo_log_likelihood", fit.pseudo_log_likelihood},
                    {"log_unnormalised", fit.log_unnormalised}});
  return figures;
}

void RbmLearner::save(Record& run) const {
  put(run, "train", machine_.plain());
  put(run, "checkpoint/velocity", velocity_.plain());
  put(run, "checkpoint/hidden_offset", hidden_offset());
  if (options_.method == "pcd") put(run, "checkpoint/chains", chains_);
  if (tempered_) put(run, "checkpoint/chains", tempered_->states());
}

void RbmLearner::load(Record const& run) {
  FloatRbm machine = machine_.plain(), velocity = machine;
  Row offset = hidden_offset();
  take(run, "train", machine);
  take(run, "checkpoint/velocity", velocity);
  take(run, "checkpoint/hidden_offset", offset);
  if (options_.method == "pcd") take(run, "checkpoint/chains", chains_);
  if (tempered_) take(run, "checkpoint/chains", tempered_->states());
  set_machine(machine);
  velocity_ = TiledRbm(velocity);
  offsets_.hidden = padded(offset);
}

}  // namespace lnz
