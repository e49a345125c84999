#pragma once

#include "lnz/record.hpp"
#include "training/learner.hpp"
#include "training/tracked_log_z.hpp"
#include "training/training.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// What training tells of its last stage beside the machine: ln Z and the log-likelihood after
/// every epoch, and machines on the way.
class LikelihoodCurve {
 public:
  explicit LikelihoodCurve(TrainingOptions const& options);

  bool is_followed() const { return tracked_.has_value(); }

  /// The stage begins with this machine.
  void begin(Learner const& learner, std::uint64_t seed);

  /// After an epoch: ln Z and what it makes of figures["log_unnormalised"], put into the figures.
  void add(int epoch, Learner const& learner, std::map<std::string, double>& figures);

  /// The machine, after some of the stage's epochs, if its turn has come.
  void keep(Learner const& learner, int epoch, int epochs);

  void save(Record& run) const;
  void load(Record const& run, FloatRbm const& shape);

  /// `training/epoch`, `training/log_z`, ... [epochs]; `ladder/W`, `ladder/b`, `ladder/c` [kept].
  void put_into(Record& model) const;

 private:
  std::size_t chains_, machines_;
  bool of_data_;  ///< the machine's visible units are those of the data
  std::optional<TrackedLogZ> tracked_ = std::nullopt;
  std::vector<double> points_ = {};  ///< [epochs, figures]
  std::vector<FloatRbm> kept_ = {};
};

}  // namespace lnz
