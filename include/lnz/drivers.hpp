#pragma once

#include "lnz/block.hpp"
#include "lnz/communicator.hpp"
#include "lnz/driver.hpp"
#include "lnz/log_z.hpp"
#include "lnz/model_handle.hpp"
#include "lnz/record.hpp"
#include "lnz/schedule.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

struct AnnealingPlan {
  Schedule schedule;
  int chains = 1000;
  int lanes = 16;  ///< chains a block; decides the random numbers
  int sweeps_per_rung = 1;
  std::vector<int> kept_rungs;  ///< rungs at which all log weights are kept, rising from 1
  bool keep_states = false;     ///< put the final states into `chains/units`
  std::uint64_t seed = 1;
};

/// Annealed importance sampling: chain i starts from the reference and collects
///   ln w_i = sum_k ln f_{k+1}(x_k) - ln f_k(x_k),   x_{k+1} ~ T_{k+1}(x_k -> .),
/// so that E[w] = Z_1 / Z_0. Neal (2001), Stat. Comput. 11, 125. One step is one rung.
///
/// Loaded from a finished run of fewer chains it keeps those of full blocks and anneals the others,
/// which are those of a last block that was not full, drawn again, and the new ones.
class AnnealedImportanceSampling final : public Driver {
 public:
  /// Draws this rank's share of the chains. Collective.
  AnnealedImportanceSampling(ModelHandle const& model, AnnealingPlan plan, Communicator comm);
  ~AnnealedImportanceSampling() override;

  std::int64_t steps() const override { return plan_.schedule.rungs() - 1; }
  std::int64_t done() const override { return done_; }
  int blocks() const override { return (annealing_chains() + plan_.lanes - 1) / plan_.lanes; }
  void advance(std::int64_t steps) override;
  void save_samples(Record& run) const override;
  void save(Record& run) const override;
  void load(Record const& run) override;
  DealtStates states() override;
  Progress progress() const override;

  /// ln w of all chains so far, in chain order, on every rank. Collective.
  std::vector<double> log_weights() const;

  /// ln f_{k+1} - ln f_k of all chains it anneals for the steps taken since construction or load,
  /// if `record_increments` was called before: [chains, steps]. Collective.
  void record_increments() { recording_ = true; }
  std::vector<double> increments() const;

  /// Mean of every unit over all chains it anneals, summed in chain order, on every rank; where a
  /// team shares blocks, zeros but on the first ranks. Collective.
  std::vector<double> unit_means() const;

 private:
  struct Chains;
  /// The first chains, if they had come to their end in the run that was loaded.
  struct Annealed {
    int chains = 0;                       ///< in full blocks
    std::vector<double> log_weight = {};  ///< on every rank
    std::vector<double> kept = {};        ///< [all kept rungs, chains], root only
    std::vector<std::byte> seen = {};     ///< rows of its readout if states are kept, root only
  };
  int annealing_chains() const { return plan_.chains - annealed_.chains; }
  void draw_blocks();
  void load_annealed(Record const& run);
  std::vector<double> gathered(std::vector<double> Chains::*part) const;
  std::vector<std::byte> seen_of_chains() const;

  AnnealingPlan plan_;
  Communicator comm_;
  ModelHandle model_;
  Annealed annealed_;
  std::vector<Chains> blocks_;
  std::vector<double> kept_;  ///< [kept so far, chains it anneals], root only
  bool recording_ = false;
  std::int64_t done_ = 0;
};

struct ExchangePlan {
  Schedule schedule;
  std::int64_t sweeps = 20000;   ///< measured
  std::int64_t burn_in = 20000;  ///< before them
  bool warm = false;             ///< what is loaded is at its rungs: no walk from the reference
  bool tune = true;              ///< equalise rejections during burn-in
  std::int64_t thin = 1;         ///< keep the ratios of every thin-th measured sweep
  int lanes = 16;                ///< most replicas of a block; decides the random numbers
  std::int64_t save_chains = 0;  ///< keep the target rung's state every so many sweeps; 0 = never
  std::uint64_t seed = 1;
};

/// Replica exchange with deterministic even-odd swaps. States stay where they are and rungs
/// move; ranks exchange two numbers a replica and decide alike. Burn-in: half of it walks
/// every replica from the reference up to its rung, unless warm, then swaps begin and, if asked,
/// the schedule is re-spaced twice (after 1/8 and 3/8 of the rest) so that all edges reject
/// equally. Hukushima & Nemoto (1996), JPSJ 65, 1604; Okabe et al. (2001), Chem. Phys. Lett. 335,
/// 435; Syed et al. (2022), JRSS B 84, 321. One step is one sweep.
class ReplicaExchange final : public Driver {
 public:
  /// Draws this rank's share of the replicas. Collective.
  ReplicaExchange(ModelHandle const& model, ExchangePlan plan, Communicator comm);
  ~ReplicaExchange() override;

  std::int64_t steps() const override { return plan_.burn_in + plan_.sweeps; }
  std::int64_t done() const override { return done_; }
  int blocks() const override { return (plan_.schedule.rungs() + plan_.lanes - 1) / plan_.lanes; }
  void advance(std::int64_t steps) override;
  void save_samples(Record& run) const override;
  void save(Record& run) const override;
  void load(Record const& run) override;
  DealtStates states() override;
  Progress progress() const override;

  /// The schedule as it stands; fixed once burn-in is over.
  Schedule const& schedule() const { return plan_.schedule; }

  /// What was kept so far; on the root, empty elsewhere.
  LadderSamples const& samples() const { return samples_; }

 private:
  struct Replicas;
  void move_blocks();
  void keep();
  void keep_target_state();
  void save_ratios(Record& run) const;
  void retune();

  ExchangePlan plan_;
  Communicator comm_;
  std::size_t unit_count_;
  Readout readout_;
  bool shared_;       ///< blocks, by a team
  bool keeps_units_;  ///< of its blocks, this rank
  std::vector<Replicas> blocks_;
  std::vector<int> replica_at_, rung_of_;  ///< identical on every rank
  std::vector<double> up_, down_;          ///< of every replica, in replica order
  std::vector<double> rejection_;  ///< sum of 1 - min(1, ratio) since the last re-spacing, per edge
  std::vector<double> accepted_;   ///< swaps accepted while measuring, per edge
  LadderSamples samples_;          ///< root only
  std::vector<std::byte> seen_;    ///< rows of the readout at the target rung, root only
  std::int64_t done_ = 0;
};

}  // namespace lnz
