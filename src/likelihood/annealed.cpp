#include "estimators/importance.hpp"
#include "likelihood/independent_errors.hpp"
#include "likelihood/methods.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"
#include "models/registry.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

namespace lnz {
namespace {

constexpr int kRungs = 100;  ///< unless told

bool takes(Record const& model, std::string& why_not) {
  ModelKind const& kind = kind_of(model);
  why_not = "needs a kind that can hold its visible units and has hidden ones linked to others";
  return kind.clamp && kind.sums_hidden_out && !kind.sums_hidden_out(model);
}

/// ln sum_h exp(-beta E(v, h)) of one example, by annealing the hidden units given it.
Estimate annealed(LikelihoodTask const& task, std::size_t index, Schedule const& schedule) {
  auto const row = task.data.row(index);
  Clamped const rest = kind_of(task.model).clamp(task.model, {row.begin(), row.end()});
  ModelHandle const path = kind_of(rest.model).make(rest.model, task.beta, {}, {});
  std::uint64_t const seed = derived_seed(task.seed, Purpose::sweep, index);
  AnnealedImportanceSampling run(path,
                                 {.schedule = schedule,
                                  .chains = task.chains,
                                  .lanes = std::min(task.chains, path.lanes),
                                  .kept_rungs = {},
                                  .seed = seed},
                                 Communicator::self());
  run.advance(run.steps());
  Estimate said = from_importance_weights(run.log_weights(), path.log_z_reference, seed);
  said.log_z -= task.beta * rest.energy;
  return said;
}

LogValues evaluate(LikelihoodTask const& task) {
  if (task.chains < 2)
    throw ConfigError(
        "loglik.chains = 1 (the error of an example needs two); set --chains 2 or more");
  Schedule const schedule = linear(task.rungs > 0 ? task.rungs : kRungs);
  LogValues out;
  out.value.resize(task.data.rows);
  out.std_error.resize(task.data.rows);
  std::vector<std::exception_ptr> faults(task.data.rows);
  for_each_index(task.data.rows, [&](std::size_t i) {
    try {
      Estimate const said = annealed(task, i, schedule);
      out.value[i] = said.log_z;
      out.std_error[i] = said.std_error;
    } catch (...) {
      faults[i] = std::current_exception();
    }
  });
  for (std::exception_ptr const& fault : faults)
    if (fault) std::rethrow_exception(fault);
  // The logarithm of a mean lies half its squared error low, in every example alike.
  double low = 0;
  for (double const e : out.std_error) low += e * e / 2 / static_cast<double>(task.data.rows);
  out.mean_std_error = std::hypot(independent_error_of_mean(out.std_error), low);
  return out;
}

}  // namespace

LikelihoodMethod annealed_likelihood() {
  return {.name = "ais",
          .summary =
              "annealing of the hidden units given each example, --chains and --rungs, "
              "where they are linked; given ln Z",
          .bound = Bound::stochastic,
          .leaves_out_z = true,
          .takes = takes,
          .evaluate = evaluate};
}

}  // namespace lnz
