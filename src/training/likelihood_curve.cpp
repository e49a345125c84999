#include "training/likelihood_curve.hpp"

#include "training/float_record.hpp"
#include "training/followed_log_z.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace lnz {
namespace {

constexpr int kLooks = 5;

constexpr std::array kNames{"epoch", "log_z", "log_z_error", "log_z_ess", "log_likelihood"};
constexpr std::size_t kFigures = kNames.size();

std::string kept_key(std::size_t k) { return fmt::format("train/kept/{}", k + 1); }

}  // namespace

LikelihoodCurve::LikelihoodCurve(TrainingOptions const& options, Reference reference)
    : chains_(static_cast<int>(options.tracked)),
      machines_(options.kept),
      seed_(options.seed),
      reference_(std::move(reference)) {}

bool LikelihoodCurve::is_due(int epoch, int epochs) const {
  return chains_ > 0 && epoch * kLooks / epochs > (epoch - 1) * kLooks / epochs;
}

void LikelihoodCurve::add(int epoch, Learner const& learner,
                          std::map<std::string, double>& figures) {
  FollowedLogZ const found = followed_log_z(learner.path(reference_), chains_, seed_);
  double const log_likelihood = figures.at("log_unnormalised") - found.log_z;
  figures["log_z"] = found.log_z;
  figures["log_z_error"] = found.std_error;
  figures["log_z_ess"] = found.ess;
  figures["log_likelihood"] = log_likelihood;
  for (double const value :
       {static_cast<double>(epoch), found.log_z, found.std_error, found.ess, log_likelihood})
    points_.push_back(value);
}

void LikelihoodCurve::keep(Learner const& learner, int epoch, int epochs) {
  auto const due = static_cast<std::size_t>(epoch) * machines_ / static_cast<std::size_t>(epochs);
  if (due > kept_.size()) kept_.push_back(learner.machine());
}

void LikelihoodCurve::save(Record& run) const {
  for (std::size_t k = 0; k < kept_.size(); ++k) put(run, kept_key(k), kept_[k]);
  run.set("train/curve", {points_.size() / kFigures, kFigures}, points_);
}

void LikelihoodCurve::load(Record const& run, FloatRbm const& shape) {
  for (std::size_t k = 0; run.has(kept_key(k) + "/W"); ++k) {
    kept_.push_back(shape);
    take(run, kept_key(k), kept_.back());
  }
  points_ = run.reals("train/curve", 2);
}

void LikelihoodCurve::put_into(Record& model) const {
  for (std::size_t k = 0; !points_.empty() && k < kFigures; ++k) {
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
