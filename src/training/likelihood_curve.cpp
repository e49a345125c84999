#include "training/likelihood_curve.hpp"

#include "training/float_record.hpp"

#include <fmt/format.h>

#include <array>

namespace lnz {
namespace {

/// Steps to the first epoch's machine, and from one epoch's to the next one's. A step takes as long
/// as three updates.
constexpr int kFirstSteps = 1000, kSteps = 150;

constexpr std::array kNames{"epoch", "log_z", "log_z_error", "log_likelihood"};
constexpr std::size_t kFigures = kNames.size();

std::string kept_key(std::size_t k) { return fmt::format("train/kept/{}", k + 1); }

}  // namespace

LikelihoodCurve::LikelihoodCurve(TrainingOptions const& options)
    : chains_(options.visible == "bernoulli" ? options.tracked : 0),
      machines_(options.kept),
      of_data_(options.machine != "dbn" || options.hidden.size() == 1) {}

void LikelihoodCurve::begin(Learner const& learner, std::uint64_t seed) {
  if (chains_ == 0) return;
  FloatRbm const machine = learner.machine();
  tracked_.emplace(machine.b, machine.c.size(), chains_, seed);
}

void LikelihoodCurve::add(int epoch, Learner const& learner,
                          std::map<std::string, double>& figures) {
  tracked_->follow(learner.machine(), points_.empty() ? kFirstSteps : kSteps);
  double const log_z = tracked_->log_z();
  figures["log_z"] = log_z;
  figures["log_z_error"] = tracked_->std_error();
  double const log_likelihood = figures.at("log_unnormalised") - log_z;
  if (of_data_) figures["log_likelihood"] = log_likelihood;
  for (double const value :
       {static_cast<double>(epoch), log_z, tracked_->std_error(), log_likelihood})
    points_.push_back(value);
}

void LikelihoodCurve::keep(Learner const& learner, int epoch, int epochs) {
  auto const due = static_cast<std::size_t>(epoch) * machines_ / static_cast<std::size_t>(epochs);
  if (due > kept_.size()) kept_.push_back(learner.machine());
}

void LikelihoodCurve::save(Record& run) const {
  for (std::size_t k = 0; k < kept_.size(); ++k) put(run, kept_key(k), kept_[k]);
  if (!tracked_) return;
  tracked_->save(run);
  run.set("train/curve", {points_.size() / kFigures, kFigures}, points_);
}

void LikelihoodCurve::load(Record const& run, FloatRbm const& shape) {
  for (std::size_t k = 0; run.has(kept_key(k) + "/W"); ++k) {
    kept_.push_back(shape);
    take(run, kept_key(k), kept_.back());
  }
  if (!tracked_) return;
  tracked_->load(run);
  points_ = run.reals("train/curve", 2);
}

void LikelihoodCurve::put_into(Record& model) const {
  for (std::size_t k = 0; tracked_ && k < (of_data_ ? kFigures : kFigures - 1); ++k) {
    std::vector<double> values;
    for (std::size_t i = k; i < points_.size(); i += kFigures) values.push_back(points_[i]);
    model.set(fmt::format("training/{}", kNames[k]), std::move(values));
  }
  if (kept_.empty()) return;
  std::vector<double> W, b, c;
  for (FloatRbm const& machine : kept_) {
    W.insert(W.end(), machine.W.data(), machine.W.data() + machine.W.size());
    b.insert(b.end(), machine.b.data(), machine.b.data() + machine.b.size());
    c.insert(c.end(), machine.c.data(), machine.c.data() + machine.c.size());
  }
  std::size_t const n = kept_.size(), visible = b.size() / n, hidden = c.size() / n;
  model.set("ladder/W", {n, visible, hidden}, std::move(W));
  model.set("ladder/b", {n, visible}, std::move(b));
  model.set("ladder/c", {n, hidden}, std::move(c));
}

}  // namespace lnz
