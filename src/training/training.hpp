#pragma once

#include "core/data_set.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"
#include "lnz/record.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// How `lnz train` fits a Boltzmann machine.
struct TrainingOptions {
  std::string machine = "rbm";             ///< rbm; dbn, layer by layer; dbm, then all together
  std::string visible = "bernoulli";       ///< or, of an rbm, gaussian
  std::vector<std::size_t> hidden = {16};  ///< units of each hidden layer, from below
  /// "cd" restarts chains at the data, "pcd" keeps them, "tempered" keeps them beside others at
  /// higher temperatures, with which they exchange.
  std::string method = "pcd";
  std::size_t temperatures = 10;  ///< of a tempered chain
  int steps = 1;                  ///< Gibbs sweeps an update
  int epochs = 10;                ///< passes over the data, of each stage but pre-training
  int pretraining = 5;            ///< passes over the data of each layer of a dbm before the whole
  int mean_fields = 10;           ///< at most, an example and update of a dbm
  std::size_t batch = 100;        ///< examples an update, and persistent chains
  double rate = 0.05;             ///< learning rate of a stage's first update
  double final_rate = 0.0;        ///< the rate falls linearly, update by update, towards this
  double momentum = 0.5;
  double weight_decay = 1e-4;   ///< L2, on W only
  double initial_scale = 0.01;  ///< standard deviation of the initial weights
  bool centred = false;         ///< gradient of centred units (ascent.hpp): learns much faster
  std::size_t tracked = 0;      ///< chains that look for ln Z on the way (followed_log_z)
  std::size_t kept = 0;         ///< machines along the last stage that the model keeps
  std::uint64_t seed = 1;
};

struct TrainingReport {
  int epoch;       ///< finished epochs of all stages
  double seconds;  ///< of this epoch's updates, in all sessions
  /// Per example, over at most 10,000 of the data, in nats: `log_unnormalised`, ln p(v) + ln Z (of
  /// a dbm its variational bound), `pseudo_log_likelihood` (one random bit flip an example, times
  /// visible units); `reconstruction_error`, squared, summed over units; if ln Z is followed
  /// `log_z`, `log_z_error`, `log_z_ess` and, but of a belief net, `log_likelihood`.
  std::map<std::string, double> figures;
};

/// Fits a machine by stochastic gradient ascent of the log-likelihood, in the stages of
/// stages.hpp; one step is one update by a minibatch. Rows that do not fill a last batch are
/// spread: batches are equal to within one row. The root works, with its threads; the other ranks
/// keep step.
class Training final : public Driver {
 public:
  /// The root's data count. Throws ConfigError unless they are what the visible units take and the
  /// options fit them.
  /// `report` is called on the root after every epoch; it looks at no more than 10,000 rows.
  /// Collective.
  Training(DataSet data, TrainingOptions options, std::function<void(TrainingReport const&)> report,
           Communicator comm);
  ~Training() override;

  std::int64_t steps() const override { return batches_ * epochs_; }
  std::int64_t done() const override { return done_; }
  int blocks() const override { return 1; }

  /// Throws ConfigError after the epoch in which weights diverge.
  void advance(std::int64_t steps) override;
  void save_samples(Record& run) const override;  ///< the machine of the stage, `train/W`, /b, /c
  void save(Record& run) const override;
  void load(Record const& run) override;
  Progress progress() const override;

  /// As it is now, of kind `options.machine`, with the curve of its log-likelihood if ln Z was
  /// followed and the machines kept on the way; on the root, in the last stage.
  Record model() const;
  DataSet const& data() const { return data_; }
  int epochs() const { return epochs_; }  ///< of all stages
  std::size_t weights() const;            ///< of the largest machine it handles; on the root

 private:
  struct State;
  void begin_stage();
  void update();
  void finish_epoch();
  void finish_stage();

  DataSet data_;
  TrainingOptions options_;
  std::function<void(TrainingReport const&)> report_;
  Communicator comm_;
  int epochs_ = 0;
  std::int64_t batches_ = 0;  ///< an epoch
  std::int64_t done_ = 0;
  std::unique_ptr<State> state_;        ///< root only
  std::optional<TrainingReport> last_;  ///< of this session, root only
};

}  // namespace lnz
