#include "app/completion.hpp"

#include "app/reading.hpp"
#include "drivers/pilot.hpp"
#include "estimators/importance.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace lnz {
namespace {

constexpr int kPilotChains = 64, kPilotRungs = 50;
constexpr double kFewestChains = 3;

/// Values of a row where units are held, NaN elsewhere.
std::vector<double> held_values(std::span<float const> row, std::span<float const> held) {
  std::vector<double> values(row.begin(), row.end());
  for (std::size_t i = 0; i < values.size(); ++i)
    if (held[i] == 0) values[i] = std::numeric_limits<double>::quiet_NaN();
  return values;
}

/// One row's free units.
struct Posterior {
  Estimate log_z;
  std::vector<double> weight;  ///< of the chains, with sum 1
  std::vector<double> states;  ///< [chains, free]
  std::size_t free;
  std::size_t categories;  ///< as in Completion
};

Reference reference_for(Record const& model, double beta, Sampling const& sampling,
                        std::uint64_t seed) {
  ModelKind const& kind = kind_of(model);
  if (!kind.wants_pilot) return {};
  Reference reference{profile_path(kind.make(model, beta, {}, sampling), linear(kPilotRungs),
                                   kPilotChains, derived_seed(seed, Purpose::pilot, 0),
                                   Communicator::self())
                          .unit_mean};
  for (double& m : reference.mean) m = (m + 0.05) / 1.1;
  return reference;
}

Posterior posterior(Record const& model, double beta, Sampling const& sampling,
                    CompletionPlan const& plan, std::uint64_t seed) {
  ModelHandle const path =
      kind_of(model).make(model, beta, reference_for(model, beta, sampling, seed), sampling);
  std::size_t const free = path.readout.values;
  Posterior out{
      .log_z = {},
      .weight = {},
      .states = {},
      .free = free,
      .categories = values_of(model) == UnitValues::categories ? path.unit_count / free : 0};
  int rungs = plan.rungs;
  for (int t = 0; t < plan.tries; ++t, rungs *= 4) {
    AnnealedImportanceSampling chains(
        path,
        {.schedule = linear(rungs + 1),
         .chains = plan.chains,
         .lanes = std::min(path.lanes, plan.chains),
         .kept_rungs = {},
         .keep_states = true,
         .seed = derived_seed(seed, Purpose::sweep, static_cast<std::uint64_t>(t))},
        Communicator::self());
    chains.advance(chains.steps());
    Record run;
    chains.save_samples(run);
    std::vector<double> const log_weight = chains.log_weights();
    out.log_z = from_importance_weights(log_weight, path.log_z_reference, seed);
    out.states = run.reals("chains/units");
    double const log_sum = log_sum_exp(log_weight);
    out.weight.clear();
    for (double const w : log_weight) out.weight.push_back(std::exp(w - log_sum));
    if (out.log_z.ess >= plan.chains / 2.0) break;
  }
  return out;
}

/// Chains in proportion to their weights, [draws]: systematic resampling (Kitagawa 1996, J. Comput.
/// Graph. Stat. 5, 1).
std::vector<std::size_t> resampled(std::vector<double> const& weight, int draws,
                                   std::uint64_t seed) {
  double const start = Stream(seed, Purpose::bootstrap, 0, 1).uniform();
  std::vector<std::size_t> chains;
  double below = weight[0];
  for (std::size_t chain = 0; chains.size() < static_cast<std::size_t>(draws);) {
    double const at = (static_cast<double>(chains.size()) + start) / draws;
    if (at < below || chain + 1 == weight.size())
      chains.push_back(chain);
    else
      below += weight[++chain];
  }
  return chains;
}

/// What a posterior says of a row's units, one after the other: their means or, of categories, the
/// probability of each.
std::vector<double> summary(Posterior const& found, std::vector<double> const& values) {
  std::size_t const width = std::max<std::size_t>(found.categories, 1);
  std::vector<double> mean(values.size() * width);
  auto const add = [&](std::size_t unit, double value, double weight) {
    if (found.categories == 0)
      mean[unit] += weight * value;
    else
      mean[unit * width + static_cast<std::size_t>(value)] += weight;
  };
  std::size_t f = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) {
      add(i, values[i], 1);
      continue;
    }
    for (std::size_t c = 0; c < found.weight.size(); ++c)
      add(i, found.states[c * found.free + f], found.weight[c]);
    ++f;
  }
  return mean;
}

/// Appends what a posterior says of its row; `values` as held_values gives them.
void append_row(Completion& out, Posterior const& found, Clamped const& clamped, double beta,
                std::vector<double> const& values, CompletionPlan const& plan, std::uint64_t seed) {
  std::vector<double> const mean = summary(found, values);
  out.mean.insert(out.mean.end(), mean.begin(), mean.end());
  for (std::size_t const chain : resampled(found.weight, plan.draws, seed)) {
    std::size_t f = chain * found.free;
    for (double const value : values)
      out.draws.push_back(static_cast<float>(std::isnan(value) ? found.states[f++] : value));
  }
  out.log_marginal.push_back(found.log_z.log_z - beta * clamped.energy);
  out.std_error.push_back(found.log_z.std_error);
  out.ess.push_back(found.log_z.ess);
}

void require_fit(Record const& model, double beta, DataSet const& data, DataSet const& held) {
  ModelKind const& kind = kind_of(model);
  if (!kind.clamp)
    throw ConfigError(
        fmt::format("{}: units of kind {} cannot be held (it has no such form); give "
                    "an rbm or spins",
                    model.source, kind.name));
  // Refuses other widths and values; where it cannot be asked, clamp does of those that are held.
  if (!kind.sums_hidden_out || kind.sums_hidden_out(model))
    kind.log_unnormalised(model, beta, data);
  if (held.columns != data.columns || (held.rows != 1 && held.rows != data.rows))
    throw ConfigError(
        fmt::format("{}: {} x {} entries (the data are {} x {}); give one row for all, or one each",
                    held.source, held.rows, held.columns, data.rows, data.columns));
  for (std::size_t r = 0; r < held.rows; ++r) {
    if (std::ranges::any_of(held.row(r), [](float x) { return x != 0 && x != 1; }))
      throw ConfigError(fmt::format(
          "{}: row {} holds other than 0 and 1 (1: the unit is held); correct it", held.source, r));
    if (std::ranges::all_of(held.row(r), [](float x) { return x == 1; }))
      throw ConfigError(
          fmt::format("{}: row {} holds every unit (none is left to complete); leave "
                      "one free",
                      held.source, r));
  }
}

/// Throws what any rank has failed with, on every rank. Collective.
void throw_together(std::string const& failure, Communicator const& comm) {
  std::vector<std::byte> const all = comm.gather(std::as_bytes(std::span(failure)));
  if (!comm.any(!failure.empty())) return;
  comm.on_root([&]() -> std::string {
    throw ConfigError({reinterpret_cast<char const*>(all.data()), all.size()});
  });
}

}  // namespace

DataSet in_units_of(Record const& model, double beta, DataSet data) {
  if (values_of(model) != UnitValues::bits) return data;
  try {
    DataSet const down{data.source, 1, data.columns, std::vector<float>(data.columns, -1.0f)};
    kind_of(model).log_unnormalised(model, beta, down);
  } catch (ConfigError const&) {
    return data;  // bits, or of another width, which is refused later
  }
  std::ranges::replace(data.values, 0.0f, -1.0f);
  return data;
}

Completion complete_rows(Record const& model, double beta, DataSet const& data, DataSet const& held,
                         Sampling const& sampling, CompletionPlan const& plan,
                         Communicator const& comm) {
  require_fit(model, beta, data, held);
  auto const [first, last] = comm.share_of(static_cast<int>(data.rows));
  Completion mine{.rows = data.rows, .units = data.columns};
  std::string failure;
  for (int row = first; row < last && failure.empty(); ++row) try {
      auto const r = static_cast<std::size_t>(row);
      std::vector<double> const values = held_values(data.row(r), held.row(held.rows == 1 ? 0 : r));
      Clamped const clamped = kind_of(model).clamp(model, values);
      std::uint64_t const seed = derived_seed(plan.seed, Purpose::data, r);
      Posterior const found = posterior(clamped.model, beta, sampling, plan, seed);
      append_row(mine, found, clamped, beta, values, plan, seed);
    } catch (ConfigError const& error) {
      failure = error.what();
    }
  throw_together(failure, comm);
  Completion all{.rows = data.rows, .units = data.columns};
  all.mean = comm.all_gather(mine.mean);
  all.log_marginal = comm.all_gather(mine.log_marginal);
  all.std_error = comm.all_gather(mine.std_error);
  all.ess = comm.all_gather(mine.ess);
  std::vector<std::byte> const draws = comm.gather(std::as_bytes(std::span(mine.draws)));
  all.draws.resize(draws.size() / sizeof(float));
  if (!draws.empty()) std::memcpy(all.draws.data(), draws.data(), draws.size());
  if (values_of(model) == UnitValues::categories)
    all.categories = all.mean.size() / (data.rows * data.columns);
  return all;
}

Answer completion_answer(Completion const& found, CompletionPlan const& plan) {
  Answer answer;
  auto const fewer = [&](double least) {
    return std::ranges::count_if(found.ess, [&](double ess) { return ess < least; });
  };
  if (auto const rows = fewer(kFewestChains))
    answer.doubt(Verdict::failed, fmt::format("{} of {} rows rest on fewer than {} chains of {}; "
                                              "raise --chains or --rungs",
                                              rows, found.rows, kFewestChains, plan.chains));
  else if (auto const some = fewer(plan.chains / 10.0))
    answer.doubt(Verdict::suspect, fmt::format("{} of {} rows rest on fewer than a tenth of {} "
                                               "chains; raise --chains or --rungs",
                                               some, found.rows, plan.chains));
  return answer;
}

}  // namespace lnz
