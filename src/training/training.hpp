#pragma once

#include "core/data_set.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"
#include "models/rbm/rbm_parameters.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lnz {

/// How `lnz train` fits a binary RBM.
struct TrainingOptions {
  std::size_t hidden = 16;
  std::string method = "pcd";  ///< "cd" restarts chains at the data, "pcd" keeps them
  int steps = 1;               ///< Gibbs sweeps an update
  int epochs = 10;             ///< passes over the data
  std::size_t batch = 100;     ///< examples an update, and persistent chains
  double rate = 0.05;          ///< learning rate of the first update
  double final_rate = 0.0;     ///< the rate falls linearly, update by update, towards this
  double momentum = 0.5;
  double weight_decay = 1e-4;   ///< L2, on W only
  double initial_scale = 0.01;  ///< standard deviation of the initial weights
  bool centred = false;         ///< gradient of centred units (gradient.hpp): learns much faster
  std::uint64_t seed = 1;
};

struct TrainingReport {
  int epoch;                     ///< finished epochs
  double pseudo_log_likelihood;  ///< per example, nats; one random bit flip an example, times nv
  double reconstruction_error;   ///< squared, summed over pixels, mean over examples
  double seconds;                ///< of this epoch's updates, in all sessions
};

/// Fits W, b, c to bits by stochastic gradient ascent of the log-likelihood; one step is one update
/// by a minibatch. Visible biases start at the data's log-odds (means clamped to
/// [1/(rows+2), 1 - 1/(rows+2)]). Rows that do not fill a last batch are spread: batches are equal
/// to within one row. The root works, with its threads; the other ranks keep step.
/// Hinton (2002), Neural Comput. 14, 1771 (CD); Tieleman (2008), ICML (PCD);
/// Hinton (2012), A practical guide to training RBMs.
class Training final : public Driver {
 public:
  /// The root's data count. Throws ConfigError unless they are bits and the options fit them.
  /// `report` is called on the root after every epoch; it looks at no more than 10,000 rows.
  /// Collective.
  Training(DataSet data, TrainingOptions options, std::function<void(TrainingReport const&)> report,
           Communicator comm);
  ~Training() override;

  std::int64_t steps() const override { return batches_ * options_.epochs; }
  std::int64_t done() const override { return done_; }
  int blocks() const override { return 1; }

  /// Throws ConfigError after the epoch in which weights diverge.
  void advance(std::int64_t steps) override;
  void save_samples(Record& run) const override;  ///< `train/W`, `train/b`, `train/c`
  void save(Record& run) const override;
  void load(Record const& run) override;
  Progress progress() const override;

  RbmParameters machine() const;  ///< as it is now; on the root
  DataSet const& data() const { return data_; }

 private:
  struct Learner;
  void update();
  void finish_epoch();

  DataSet data_;
  TrainingOptions options_;
  std::function<void(TrainingReport const&)> report_;
  Communicator comm_;
  std::int64_t batches_ = 0;  ///< an epoch
  std::int64_t done_ = 0;
  std::unique_ptr<Learner> learner_;    ///< root only
  std::optional<TrainingReport> last_;  ///< of this session, root only
};

}  // namespace lnz
