#include "estimators/glance.hpp"
#include "likelihood/independent_errors.hpp"
#include "likelihood/methods.hpp"
#include "lnz/error.hpp"
#include "models/registry.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

/// The reversal of a sweep must be the sweep itself.
bool takes(Record const& model, std::string& why_not) {
  why_not = "takes kind rbm, whose sweeps are reversible";
  return model.text("@kind") == "rbm";
}

/// Chain c starts at example c / chains.
void start(Block& block, std::size_t first_chain, LikelihoodTask const& task) {
  std::vector<std::byte> states;
  for (std::size_t l = 0; l < static_cast<std::size_t>(block.lanes()); ++l)
    for (float const x : task.data.row((first_chain + l) / static_cast<std::size_t>(task.chains)))
      states.push_back(std::byte(x > 0));
  block.load(states);
}

/// Adds -sum_k ln f_{k+1} - ln f_k of chains that come down the rungs.
void descend(Block& block, Schedule const& schedule, std::span<double> log_weight) {
  std::vector<double> from(log_weight.size()), to(log_weight.size()), step(log_weight.size());
  for (int k = schedule.rungs() - 1; k > 0; --k) {
    to.assign(to.size(), schedule[k]);
    from.assign(from.size(), schedule[k - 1]);
    block.sweep(to, static_cast<std::uint64_t>(k - 1));
    block.log_ratio(from, to, step);
    for (std::size_t l = 0; l < step.size(); ++l) log_weight[l] -= step[l];
  }
}

LogValues evaluate(LikelihoodTask const& task) {
  if (task.chains < 2)
    throw ConfigError(
        "loglik.chains = 1 (the error of an example needs two); set --chains 2 or more");
  std::vector<double> const log_f =
      kind_of(task.model).log_unnormalised(task.model, task.beta, task.data);
  auto const [model, schedule] = task.path();
  auto const chains = static_cast<std::size_t>(task.chains), all = log_f.size() * chains,
             lanes = static_cast<std::size_t>(model.lanes);
  std::vector<double> log_weight(all);
  for (std::size_t i = 0; i < all; ++i) log_weight[i] = log_f[i / chains] - model.log_z_reference;
  for_each_index((all + lanes - 1) / lanes, [&](std::size_t b) {
    std::size_t const first = b * lanes, count = std::min(lanes, all - first);
    Block block =
        model.make_block(task.seed, static_cast<std::uint32_t>(b), static_cast<int>(count));
    start(block, first, task);
    descend(block, schedule, std::span(log_weight).subspan(first, count));
  });

  LogValues out;
  for (std::size_t r = 0; r < log_f.size(); ++r) {
    Estimate const mean = glance(std::span(log_weight).subspan(r * chains, chains), 0);
    out.value.push_back(mean.log_z);
    out.std_error.push_back(mean.std_error);
  }
  out.mean_std_error = independent_error_of_mean(out.std_error);
  return out;
}

}  // namespace

LikelihoodMethod raise_likelihood() {
  return {.name = "raise",
          .summary =
              "annealed backwards from every example, --chains each; on average a lower "
              "bound, without ln Z; rbm",
          .bound = Bound::stochastic,
          .leaves_out_z = false,
          .takes = takes,
          .evaluate = evaluate};
}

}  // namespace lnz
