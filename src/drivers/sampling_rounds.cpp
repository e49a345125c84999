#include "drivers/sampling_rounds.hpp"

#include "drivers/seen_states.hpp"
#include "lnz/error.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lnz {
namespace {

/// Log ratios of a round that are kept, at most.
constexpr std::int64_t kMostRatios = 20000;

template <class Entries>
void drop_checkpoint(Entries& entries) {
  std::erase_if(entries, [](auto const& entry) { return entry.first.starts_with("checkpoint"); });
}

/// The record of a run of exchange that has yet to measure what it goes on from.
void drop_measured(Record& run, std::size_t rungs, Readout const& readout) {
  run.set("rex/up", {0, rungs - 1}, {});
  run.set("rex/down", {0, rungs - 1}, {});
  run.arrays["rex/replica_at"] = {{0, rungs}, std::vector<std::int32_t>()};
  run.arrays["chains/units"] = seen_array(readout, {});
  run.set("rex/accepted", std::vector<double>(rungs - 1, 0.0));
  run.set("checkpoint/rejection", std::vector<double>(rungs - 1, 0.0));
  run.attributes["checkpoint@step"] = std::int64_t{0};
}

}  // namespace

SamplingRounds::SamplingRounds(ModelHandle const& model, SamplingPlan plan, Communicator comm)
    : model_(model), plan_(std::move(plan)), comm_(std::move(comm)) {
  make_exchange();
}

std::int64_t SamplingRounds::before() const {
  std::int64_t const rounds = std::int64_t{1} << round_;
  return round_ == 0 ? 0 : plan_.exchange.burn_in + (rounds - 1) * plan_.exchange.sweeps;
}

ExchangePlan SamplingRounds::plan_of_round() const {
  ExchangePlan plan = plan_.exchange;
  plan.sweeps <<= round_;
  plan.save_chains = plan.sweeps / plan_.samples;
  plan.thin = std::max<std::int64_t>(1, plan.sweeps / kMostRatios);
  if (round_ == 0) return plan;
  plan.burn_in = 0;
  plan.warm = true;
  plan.seed = derived_seed(plan.seed, Purpose::swap, static_cast<std::uint64_t>(round_));
  return plan;
}

void SamplingRounds::make_exchange() {
  exchange_ = std::make_unique<ReplicaExchange>(model_, plan_of_round(), comm_);
}

void SamplingRounds::advance(std::int64_t steps) {
  exchange_->advance(steps);
  if (exchange_->done() == exchange_->steps() && round_ < plan_.doublings && !will_do())
    begin_round();
}

bool SamplingRounds::will_do() const {
  Record run;
  exchange_->save_samples(run);
  return comm_.any(comm_.is_root() && plan_.enough(exchange_->samples(), plan_of_round().thin,
                                                   run.reals("chains/units")));
}

void SamplingRounds::begin_round() {
  Record run;
  exchange_->save(run);
  if (comm_.is_root())
    drop_measured(run, static_cast<std::size_t>(plan_.exchange.schedule.rungs()), model_.readout);
  ++round_;
  std::unique_ptr<ReplicaExchange> const last = std::move(exchange_);
  make_exchange();
  exchange_->load(run);
  DealtStates const reached = last->states(), begun = exchange_->states();
  for (std::size_t b = 0; b < begun.sizes.size(); ++b) begun.load(b, reached.save(b));
}

void SamplingRounds::save(Record& run) const {
  exchange_->save(run);
  if (comm_.is_root()) run.attributes["checkpoint@round"] = std::int64_t{round_};
}

void SamplingRounds::save_samples(Record& run) const {
  exchange_->save_samples(run);
  if (!comm_.is_root()) return;
  drop_checkpoint(run.arrays);
  drop_checkpoint(run.attributes);
  run.arrays["samples/units"] = std::move(run.arrays.at("chains/units"));
  run.arrays.erase("chains/units");
  run.attributes["samples@spacing"] = plan_of_round().save_chains;
}

void SamplingRounds::load(Record const& run) {
  round_ = std::stoi(comm_.on_root([&] {
    std::int64_t const round = run.integer("checkpoint@round");
    if (round < 0 || round > plan_.doublings)
      throw ConfigError(run.source + ": round " + std::to_string(round) + " (of 0 to " +
                        std::to_string(plan_.doublings) + ", the file is damaged); use --restart");
    return std::to_string(round);
  }));
  make_exchange();
  exchange_->load(run);
}

}  // namespace lnz
