#include "drivers/checkpoint.hpp"
#include "drivers/for_each_block.hpp"
#include "drivers/seen_states.hpp"
#include "drivers/states.hpp"
#include "drivers/swap.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace lnz {
namespace {

/// Sweeps of burn-in in which every replica walks from the reference to its rung.
std::int64_t walk_in(ExchangePlan const& plan) { return plan.warm ? 0 : plan.burn_in / 2; }

/// The last number of sweeps up to `done` after which the schedule is re-spaced, or swaps begin.
std::int64_t respaced(ExchangePlan const& plan, std::int64_t done) {
  std::int64_t const walk = walk_in(plan), rest = plan.burn_in - walk;
  bool const tuned = plan.tune && rest >= 80;
  if (tuned && done >= walk + rest * 3 / 8) return walk + rest * 3 / 8;
  return tuned && done >= walk + rest / 8 ? walk + rest / 8 : walk;
}

/// Whether the schedule is re-spaced after so many sweeps.
bool is_retuning(ExchangePlan const& plan, std::int64_t done) {
  return done > walk_in(plan) && respaced(plan, done) == done;
}

}  // namespace

/// One block of replicas; lane i holds replica first + i.
struct ReplicaExchange::Replicas {
  Block block;
  int first;
  std::vector<double> up, down;

  void move(Schedule const& schedule, std::vector<int> const& rung_of, double walked,
            std::uint64_t step);
};

/// `walked` < 1 scales every rung towards the reference.
void ReplicaExchange::Replicas::move(Schedule const& schedule, std::vector<int> const& rung_of,
                                     double walked, std::uint64_t step) {
  std::size_t const lanes = up.size();
  std::vector<double> here(lanes), above(lanes), below(lanes);
  for (std::size_t i = 0; i < lanes; ++i) {
    int const k = rung_of[static_cast<std::size_t>(first) + i];
    here[i] = walked * schedule[k];
    above[i] = schedule[std::min(k + 1, schedule.rungs() - 1)];
    below[i] = schedule[std::max(k - 1, 0)];
  }
  block.sweep(here, step);
  if (walked < 1) return;
  block.log_ratio(here, above, up);
  block.log_ratio(here, below, down);
}

ReplicaExchange::ReplicaExchange(ModelHandle const& model, ExchangePlan plan, Communicator comm)
    : plan_(std::move(plan)),
      comm_(std::move(comm)),
      unit_count_(model.unit_count),
      readout_(model.readout),
      shared_(model.shared),
      keeps_units_(model.keeps_units) {
  int const rungs = plan_.schedule.rungs();
  auto const edges = static_cast<std::size_t>(rungs - 1);
  replica_at_.resize(static_cast<std::size_t>(rungs));
  std::iota(replica_at_.begin(), replica_at_.end(), 0);
  rung_of_ = replica_at_;
  rejection_.assign(edges, 0.0);
  accepted_.assign(edges, 0.0);
  samples_.rungs = rungs;
  auto const [begin, end] = comm_.share_of(blocks());
  for (int b = begin; b < end; ++b) {
    int const first = rungs * b / blocks(), lanes = rungs * (b + 1) / blocks() - first;
    std::vector<double> const zero(static_cast<std::size_t>(lanes), 0.0);
    blocks_.push_back(
        {model.make_block(plan_.seed, static_cast<std::uint32_t>(b), lanes), first, zero, zero});
  }
}

ReplicaExchange::~ReplicaExchange() = default;

void ReplicaExchange::advance(std::int64_t count) {
  for (std::int64_t const target = std::min(steps(), done_ + count); done_ < target;) {
    move_blocks();
    std::int64_t const step = done_++;
    if (step < walk_in(plan_)) continue;
    bool const measuring = step >= plan_.burn_in;
    if (measuring && (step - plan_.burn_in) % plan_.thin == 0) keep();
    if (measuring && plan_.save_chains > 0 && (step - plan_.burn_in) % plan_.save_chains == 0)
      keep_target_state();
    for (std::size_t k = 0; k < rejection_.size(); ++k) {
      double const log_odds = up_[static_cast<std::size_t>(replica_at_[k])] +
                              down_[static_cast<std::size_t>(replica_at_[k + 1])];
      rejection_[k] += 1 - std::min(1.0, std::exp(log_odds));
    }
    Stream random(plan_.seed, Purpose::swap, 0, static_cast<std::uint64_t>(step));
    for (int k :
         swap_neighbours(replica_at_, rung_of_, up_, down_, static_cast<int>(step % 2), random))
      if (measuring) ++accepted_[static_cast<std::size_t>(k)];
    if (is_retuning(plan_, done_)) retune();
  }
}

void ReplicaExchange::move_blocks() {
  std::int64_t const walk = walk_in(plan_);
  double const walked =
      done_ < walk ? static_cast<double>(done_ + 1) / static_cast<double>(walk + 1) : 1;
  for_each_block(blocks_.size(), shared_, [&](std::size_t b) {
    blocks_[b].move(plan_.schedule, rung_of_, walked, static_cast<std::uint64_t>(done_));
  });
  if (walked < 1) return;
  std::vector<double> mine;
  for (Replicas const& replicas : blocks_)
    for (std::size_t i = 0; i < replicas.up.size(); ++i) {
      mine.push_back(replicas.up[i]);
      mine.push_back(replicas.down[i]);
    }
  std::vector<double> const all = comm_.all_gather(mine);
  up_.resize(all.size() / 2);
  down_.resize(all.size() / 2);
  for (std::size_t r = 0; r < up_.size(); ++r) {
    up_[r] = all[2 * r];
    down_[r] = all[2 * r + 1];
    if (std::isnan(up_[r]) || std::isnan(down_[r]))
      throw ConfigError("a log ratio of replica " + std::to_string(r) + " is NaN at rung " +
                        std::to_string(rung_of_[r]) + ", sweep " + std::to_string(done_) +
                        " (the model's numbers overflow); scale its weights down");
  }
}

void ReplicaExchange::keep() {
  if (!comm_.is_root()) return;
  samples_.replica_at.insert(samples_.replica_at.end(), replica_at_.begin(), replica_at_.end());
  for (std::size_t k = 0; k + 1 < replica_at_.size(); ++k) {
    samples_.up.push_back(up_[static_cast<std::size_t>(replica_at_[k])]);
    samples_.down.push_back(down_[static_cast<std::size_t>(replica_at_[k + 1])]);
  }
}

void ReplicaExchange::keep_target_state() {
  SeenRows mine;
  int const replica = replica_at_.back();
  for (Replicas const& replicas : blocks_) {
    auto const lane = replica - replicas.first;
    if (lane < 0 || lane >= replicas.block.lanes()) continue;
    std::vector<double> const units = replicas.block.units();
    if (units.empty()) continue;  // a team's first rank has them
    see(mine, readout_,
        std::span(units).subspan(static_cast<std::size_t>(lane) * unit_count_, unit_count_),
        plan_.seed, 0, done_);
  }
  SeenRows const row = comm_.gather(mine);
  seen_.insert(seen_.end(), row.begin(), row.end());
}

void ReplicaExchange::retune() {
  plan_.schedule = equal_length(plan_.schedule, rejection_, plan_.schedule.rungs());
  std::ranges::fill(rejection_, 0.0);
}

void ReplicaExchange::save_ratios(Record& run) const {
  if (!comm_.is_root()) return;
  std::size_t const sweeps = samples_.sweeps(), rungs = replica_at_.size();
  run.set("schedule/beta", plan_.schedule.beta());
  run.set("rex/up", {sweeps, rungs - 1}, samples_.up);
  run.set("rex/down", {sweeps, rungs - 1}, samples_.down);
  run.arrays["rex/replica_at"] = {{sweeps, rungs}, samples_.replica_at};
  run.set("rex/accepted", accepted_);
  run.attributes["rex@thin"] = plan_.thin;
  if (plan_.save_chains > 0) run.arrays["chains/units"] = seen_array(readout_, seen_);
}

void ReplicaExchange::save_samples(Record& run) const {
  done_ == steps() ? save(run) : save_ratios(run);
}

void ReplicaExchange::save(Record& run) const {
  save_ratios(run);
  if (!comm_.is_root()) return;
  run.set("checkpoint/rejection", rejection_);
  run.arrays["checkpoint/replica_at"] = {{replica_at_.size()}, replica_at_};
  run.attributes["checkpoint@step"] = done_;
}

DealtStates ReplicaExchange::states() { return dealt_states(blocks_, keeps_units_); }

Progress ReplicaExchange::progress() const {
  Progress out{.phase = done_ < plan_.burn_in ? "burn-in" : "measuring",
               .rung = plan_.schedule.rungs() - 1,
               .beta = plan_.schedule[plan_.schedule.rungs() - 1],
               .log_weight = {},
               .ladder = &samples_,
               .acceptance = {},
               .figures = {}};
  std::int64_t const counted = done_ - respaced(plan_, done_);
  if (counted > 0)
    for (double sum : rejection_) out.acceptance.push_back(1 - sum / static_cast<double>(counted));
  return out;
}

void ReplicaExchange::load(Record const& run) {
  comm_.on_root([&] { return require_checkpoint(run, plan_, readout_.values), std::string(); });
  auto const everywhere = [&](std::string const& key) {
    return comm_.all_gather(comm_.is_root() ? run.reals(key) : std::vector<double>{});
  };
  done_ = static_cast<std::int64_t>(
      comm_.broadcast(comm_.is_root() ? run.number("checkpoint@step") : 0));
  plan_.schedule = Schedule(everywhere("schedule/beta"));
  rejection_ = everywhere("checkpoint/rejection");
  accepted_ = everywhere("rex/accepted");
  std::vector<double> const replica_at = everywhere("checkpoint/replica_at");
  replica_at_.assign(replica_at.begin(), replica_at.end());
  for (std::size_t k = 0; k < replica_at_.size(); ++k)
    rung_of_[static_cast<std::size_t>(replica_at_[k])] = static_cast<int>(k);
  if (!comm_.is_root()) return;
  samples_.up = run.reals("rex/up");
  samples_.down = run.reals("rex/down");
  std::vector<std::int64_t> const index_process = run.integers("rex/replica_at");
  samples_.replica_at.assign(index_process.begin(), index_process.end());
  if (plan_.save_chains > 0)
    seen_ = seen_rows(run, "chains/units", readout_, run.shape("chains/units").at(0));
}

}  // namespace lnz
