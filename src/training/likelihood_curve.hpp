#pragma once

#include "lnz/record.hpp"
#include "models/registry.hpp"
#include "training/learner.hpp"
#include "training/training.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lnz {

/// What training tells of its last stage beside the machine: ln Z and the log-likelihood at every
/// fifth of its epochs, and machines on the way.
class LikelihoodCurve {
 public:
  /// `reference` is where annealing starts, over the machine's visible side.
  LikelihoodCurve(TrainingOptions const& options, Reference reference);

  /// Whether ln Z is looked for after this many of the stage's epochs.
  bool is_due(int epoch, int epochs) const;

  /// ln Z and what it makes of figures["log_unnormalised"] of the data, put into the figures;
  /// `epoch` counts those of all stages.
  void add(int epoch, Learner const& learner, std::map<std::string, double>& figures);

  /// The machine, after some of the stage's epochs, if its turn has come.
  void keep(Learner const& learner, int epoch, int epochs);

  void save(Record& run) const;  ///< `train/curve`, `train/kept/...`
  void load(Record const& run, FloatRbm const& shape);

  /// `training/epoch`, `training/log_z`, ... [looks]; `ladder/W`, `ladder/b`, `ladder/c` [kept].
  void put_into(Record& model) const;

 private:
  int chains_;
  std::size_t machines_;
  std::uint64_t seed_;
  Reference reference_;
  std::vector<double> points_ = {};  ///< [looks, figures]
  std::vector<FloatRbm> kept_ = {};
};

}  // namespace lnz
