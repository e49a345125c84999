#pragma once

#include "lnz/drivers.hpp"

#include <functional>
#include <memory>
#include <span>

namespace lnz {

struct SamplingPlan {
  /// Of the first round; `sweeps` is a multiple of `samples`, which decides what is kept.
  ExchangePlan exchange;
  std::int64_t samples = 1000;  ///< states of the target to end with
  int doublings = 6;            ///< rounds after the first, at most
  /// Whether a round will do: its log ratios, of which there is one in `thin` sweeps, and its
  /// states [samples, units].
  std::function<bool(LadderSamples const&, std::int64_t thin, std::span<double const>)> enough;
};

/// Draws states of the target by replica exchange, evenly spaced over the sweeps of a round. If
/// they are not enough another round of twice the sweeps begins in the
/// states of the last, which was its burn-in; after Syed et al. (2022), JRSS B 84, 321, sec. 5.4.
/// Ends with `samples/units` [samples, units]. One step is one sweep; a round adds to the steps.
class SamplingRounds final : public Driver {
 public:
  /// Collective.
  SamplingRounds(ModelHandle const& model, SamplingPlan plan, Communicator comm);

  std::int64_t steps() const override { return before() + exchange_->steps(); }
  std::int64_t done() const override { return before() + exchange_->done(); }
  int blocks() const override { return exchange_->blocks(); }
  void advance(std::int64_t steps) override;
  void save_samples(Record& run) const override;
  void save(Record& run) const override;
  void load(Record const& run) override;
  DealtStates states() override { return exchange_->states(); }
  Progress progress() const override { return exchange_->progress(); }

 private:
  std::int64_t before() const;  ///< steps of the rounds before
  ExchangePlan plan_of_round() const;
  void make_exchange();
  bool will_do() const;
  void begin_round();

  ModelHandle model_;
  SamplingPlan plan_;
  Communicator comm_;
  int round_ = 0;
  std::unique_ptr<ReplicaExchange> exchange_;
};

}  // namespace lnz
