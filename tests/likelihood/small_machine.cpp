#include "likelihood/small_machine.hpp"

#include "lnz/log_sum.hpp"
#include "models/registry.hpp"

#include <cmath>

namespace lnz {

DataSet all_states(std::size_t bits) {
  DataSet data{
      .source = "all states", .rows = std::size_t{1} << bits, .columns = bits, .values = {}};
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < bits; ++i) data.values.push_back(r >> i & 1 ? 1 : 0);
  return data;
}

double mean_of(std::vector<double> const& values) {
  double sum = 0;
  for (double const x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

SmallMachine::SmallMachine(std::string const& short_form) : model(generate_model(short_form)) {
  states = all_states(model.shape("b")[0]);
  exact = kind_of(model).log_unnormalised(model, 1, states);
  log_z = log_sum_exp(exact);
  for (double& x : exact) x -= log_z;
  exact_mean = mean_of(exact);
}

LogValues SmallMachine::said(std::string const& method, int rungs, int chains, int samples,
                             std::uint64_t seed) const {
  return likelihood_method(model, method)
      .evaluate({.model = model,
                 .beta = 1,
                 .data = states,
                 .chains = chains,
                 .samples = samples,
                 .rungs = rungs,
                 .seed = seed,
                 .path = [&]() -> TemperedPath {
                   return {kind_of(model).make(model, 1, {}, {}), linear(rungs)};
                 }});
}

Gap SmallMachine::gap(std::string const& method, int rungs, int chains, int samples) const {
  constexpr std::uint64_t kSeeds = 50;
  std::vector<double> below;
  double square = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    below.push_back(exact_mean - mean_of(said(method, rungs, chains, samples, seed).value));
  double const mean = mean_of(below);
  for (double const x : below) square += (x - mean) * (x - mean);
  return {mean, std::sqrt(square / (kSeeds - 1) / kSeeds)};
}

ZScores z_scores(std::vector<double> const& z) {
  double const n = static_cast<double>(z.size()), mean = mean_of(z);
  double square = 0;
  for (double const x : z) square += (x - mean) * (x - mean);
  return {mean * std::sqrt(n), (square / (n - 1) - 1) / std::sqrt(2 / (n - 1))};
}

}  // namespace lnz
