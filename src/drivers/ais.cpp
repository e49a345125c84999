#include "drivers/checkpoint.hpp"
#include "drivers/for_each_block.hpp"
#include "drivers/seen_states.hpp"
#include "drivers/states.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace lnz {

/// One block with what its chains have collected.
struct AnnealedImportanceSampling::Chains {
  Block block;
  int first_chain;
  std::vector<double> log_weight;
  std::vector<double> kept;        ///< weights at kept rungs passed in this advance, [rung, lane]
  std::vector<double> increments;  ///< [step, lane], if recorded
  std::int64_t broken_at = -1;     ///< first step with a NaN

  void anneal(AnnealingPlan const& plan, std::int64_t from_step, std::int64_t to_step, bool record);
};

void AnnealedImportanceSampling::Chains::anneal(AnnealingPlan const& plan, std::int64_t from_step,
                                                std::int64_t to_step, bool record) {
  std::size_t const lanes = log_weight.size();
  std::vector<double> from(lanes), to(lanes), step(lanes);
  for (std::int64_t k = from_step; k < to_step; ++k) {
    from.assign(lanes, plan.schedule[static_cast<int>(k)]);
    to.assign(lanes, plan.schedule[static_cast<int>(k + 1)]);
    block.log_ratio(from, to, step);
    for (std::size_t i = 0; i < lanes; ++i) {
      log_weight[i] += step[i];
      if (std::isnan(log_weight[i]) && broken_at < 0) broken_at = k;
    }
    if (record) increments.insert(increments.end(), step.begin(), step.end());
    if (std::ranges::binary_search(plan.kept_rungs, static_cast<int>(k + 1)))
      kept.insert(kept.end(), log_weight.begin(), log_weight.end());
    for (int s = 0; s < plan.sweeps_per_rung; ++s)
      block.sweep(to, static_cast<std::uint64_t>(k * plan.sweeps_per_rung + s));
  }
}

AnnealedImportanceSampling::AnnealedImportanceSampling(ModelHandle const& model, AnnealingPlan plan,
                                                       Communicator comm)
    : plan_(std::move(plan)), comm_(std::move(comm)), model_(model) {
  draw_blocks();
}

AnnealedImportanceSampling::~AnnealedImportanceSampling() = default;

/// Those behind the annealed ones.
void AnnealedImportanceSampling::draw_blocks() {
  blocks_.clear();
  int const before = annealed_.chains / plan_.lanes;
  auto const [first, last] = comm_.share_of(blocks());
  for (int b = before + first; b < before + last; ++b) {
    int const first_chain = b * plan_.lanes;
    int const lanes = std::min(plan_.lanes, plan_.chains - first_chain);
    blocks_.push_back({model_.make_block(plan_.seed, static_cast<std::uint32_t>(b), lanes),
                       first_chain,
                       std::vector<double>(static_cast<std::size_t>(lanes), 0.0),
                       {},
                       {}});
  }
}

void AnnealedImportanceSampling::advance(std::int64_t count) {
  std::int64_t const target = std::min(steps(), done_ + count);
  for_each_block(blocks_.size(), model_.shared, [&](std::size_t b) {
    blocks_[b].kept.clear();
    blocks_[b].anneal(plan_, done_, target, recording_);
  });
  auto const broken =
      std::ranges::find_if(blocks_, [](Chains const& c) { return c.broken_at >= 0; });
  double const mine[2] = {broken == blocks_.end() ? -1.0 : broken->first_chain,
                          broken == blocks_.end() ? -1.0 : static_cast<double>(broken->broken_at)};
  std::vector<double> const all = comm_.all_gather(mine);
  for (std::size_t r = 0; r < all.size(); r += 2)
    if (all[r] >= 0)
      throw ConfigError(
          "a log weight of chains " + std::to_string(static_cast<int>(all[r])) + " to " +
          std::to_string(std::min(static_cast<int>(all[r]) + plan_.lanes, plan_.chains) - 1) +
          " is NaN at rung " + std::to_string(static_cast<int>(all[r + 1])) +
          " (the model's numbers overflow); scale its weights down");
  auto const passed =
      std::ranges::count_if(plan_.kept_rungs, [&](int k) { return k > done_ && k <= target; });
  done_ = target;
  // Blocks hold [rung, lane]; the record wants [rung, chain].
  std::vector<double> const kept = gathered(&Chains::kept);
  if (!comm_.is_root()) return;
  for (std::int64_t p = 0; p < passed; ++p)
    for (std::int64_t chain = 0; chain < annealing_chains(); ++chain) {
      std::int64_t const first = chain / plan_.lanes * plan_.lanes;
      std::int64_t const lanes = std::min<std::int64_t>(plan_.lanes, annealing_chains() - first);
      kept_.push_back(kept[static_cast<std::size_t>(first * passed + p * lanes + chain - first)]);
    }
}

std::vector<double> AnnealedImportanceSampling::gathered(std::vector<double> Chains::*part) const {
  std::vector<double> mine;
  for (Chains const& chains : blocks_)
    mine.insert(mine.end(), (chains.*part).begin(), (chains.*part).end());
  return comm_.all_gather(mine);
}

std::vector<double> AnnealedImportanceSampling::log_weights() const {
  std::vector<double> all = annealed_.log_weight;
  std::vector<double> const others = gathered(&Chains::log_weight);
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

std::vector<double> AnnealedImportanceSampling::increments() const {
  // Blocks hold [step, lane]; callers want [chain, step].
  std::vector<double> const by_block = gathered(&Chains::increments);
  auto const chains = static_cast<std::size_t>(annealing_chains()),
             lanes = static_cast<std::size_t>(plan_.lanes);
  std::size_t const count = by_block.size() / chains;
  std::vector<double> out(by_block.size());
  for (std::size_t chain = 0; chain < chains; ++chain) {
    std::size_t const first = chain / lanes * lanes, width = std::min(lanes, chains - first);
    for (std::size_t s = 0; s < count; ++s)
      out[chain * count + s] = by_block[first * count + s * width + chain - first];
  }
  return out;
}

std::vector<double> AnnealedImportanceSampling::unit_means() const {
  std::vector<double> sums;  // one row a block
  for (Chains const& chains : blocks_) {
    std::vector<double> const units = chains.block.units();
    std::size_t const row = sums.size();
    sums.resize(row + model_.unit_count);
    for (std::size_t i = 0; i < units.size(); ++i) sums[row + i % model_.unit_count] += units[i];
  }
  std::vector<double> const all = comm_.all_gather(sums);
  std::vector<double> mean(model_.unit_count);
  for (std::size_t i = 0; i < all.size(); ++i)
    mean[i % model_.unit_count] += all[i] / annealing_chains();
  return mean;
}

SeenRows AnnealedImportanceSampling::seen_of_chains() const {
  SeenRows mine;
  for (Chains const& chains : blocks_)
    chains.block.each_lane([&](int lane, std::span<double const> units) {
      see(mine, model_.readout, units, plan_.seed,
          static_cast<std::uint32_t>(chains.first_chain + lane), done_);
    });
  return comm_.gather(mine);
}

void AnnealedImportanceSampling::save_samples(Record& run) const {
  std::vector<double> const weights = log_weights();
  SeenRows seen = annealed_.seen;
  if (plan_.keep_states && done_ == steps()) {
    SeenRows const others = seen_of_chains();
    seen.insert(seen.end(), others.begin(), others.end());
  }
  if (!comm_.is_root()) return;
  auto const chains = static_cast<std::size_t>(plan_.chains),
             annealed = static_cast<std::size_t>(annealed_.chains), others = chains - annealed;
  std::size_t const rows = kept_.size() / others;
  std::vector<double> kept;
  for (std::size_t p = 0; p < rows; ++p)
    for (auto const& [part, width] : {std::pair(&annealed_.kept, annealed), {&kept_, others}}) {
      auto const row = part->begin() + static_cast<std::ptrdiff_t>(p * width);
      kept.insert(kept.end(), row, row + static_cast<std::ptrdiff_t>(width));
    }
  run.set("ais/log_weight", weights);
  run.arrays["ais/kept_rung"] = {
      {rows},
      std::vector(plan_.kept_rungs.begin(),
                  plan_.kept_rungs.begin() + static_cast<std::ptrdiff_t>(rows))};
  run.set("ais/kept_log_weight", {rows, chains}, kept);
  if (!seen.empty()) run.arrays["chains/units"] = seen_array(model_.readout, seen);
}

void AnnealedImportanceSampling::save(Record& run) const {
  save_samples(run);
  if (!comm_.is_root()) return;
  run.attributes["checkpoint@step"] = done_;
  if (annealed_.chains == 0) return;
  run.attributes["checkpoint@annealed"] = std::int64_t{annealed_.chains};
  run.set("checkpoint/annealed_kept",
          {plan_.kept_rungs.size(), static_cast<std::size_t>(annealed_.chains)}, annealed_.kept);
}

void AnnealedImportanceSampling::load_annealed(Record const& run) {
  annealed_ = {.chains = static_cast<int>(
                   comm_.broadcast(comm_.is_root() ? annealed_chains(run, plan_) : 0))};
  auto const chains = static_cast<std::size_t>(annealed_.chains);
  if (chains == 0) return;
  std::vector<double> weights;
  if (comm_.is_root()) {
    weights = run.reals("ais/log_weight");
    std::string const key = is_checkpoint(run) ? "checkpoint/annealed_kept" : "ais/kept_log_weight";
    std::vector<double> const kept = run.reals(key);
    std::size_t const width = kept.size() / plan_.kept_rungs.size();
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (i % width < chains) annealed_.kept.push_back(kept[i]);
    weights.resize(chains);
    if (plan_.keep_states) annealed_.seen = seen_rows(run, "chains/units", model_.readout, chains);
  }
  annealed_.log_weight = comm_.all_gather(weights);
}

Progress AnnealedImportanceSampling::progress() const {
  return {.phase = "annealing",
          .rung = static_cast<int>(done_),
          .beta = plan_.schedule[static_cast<int>(done_)],
          .log_weight = gathered(&Chains::log_weight),
          .ladder = nullptr,
          .acceptance = {},
          .figures = {}};
}

DealtStates AnnealedImportanceSampling::states() {
  return dealt_states(blocks_, model_.keeps_units);
}

void AnnealedImportanceSampling::load(Record const& run) {
  comm_.on_root(
      [&] { return require_checkpoint(run, plan_, model_.readout.values), std::string(); });
  load_annealed(run);
  draw_blocks();
  kept_.clear();
  done_ = 0;
  if (!comm_.any(comm_.is_root() && is_checkpoint(run))) return;
  done_ = static_cast<std::int64_t>(
      comm_.broadcast(comm_.is_root() ? run.number("checkpoint@step") : 0));
  std::vector<double> weights;
  if (comm_.is_root()) {
    weights = run.reals("ais/log_weight");
    std::vector<double> const kept = run.reals("ais/kept_log_weight");
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (i % weights.size() >= static_cast<std::size_t>(annealed_.chains))
        kept_.push_back(kept[i]);
  }
  weights = comm_.all_gather(weights);
  for (Chains& chains : blocks_)
    std::copy_n(weights.begin() + chains.first_chain, chains.log_weight.size(),
                chains.log_weight.begin());
}

}  // namespace lnz
