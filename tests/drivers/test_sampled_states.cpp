#include "drivers/sampling_rounds.hpp"
#include "lnz/log_sum.hpp"
#include "models/registry.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

auto const kAtOnce = [](LadderSamples const&, std::int64_t, std::span<double const>) {
  return true;
};
std::vector<double> sampled_counts(ModelHandle const& path, std::size_t units, int samples,
                                   int spacing) {
  SamplingRounds driver(
      path,
      {.exchange = {.schedule = linear(6), .sweeps = samples * spacing, .burn_in = 1000, .seed = 5},
       .samples = samples,
       .doublings = 0,
       .enough = kAtOnce},
      Communicator::self());
  driver.advance(driver.steps());
  Record run;
  driver.save_samples(run);
  std::vector<double> counts(std::size_t{1} << units);
  std::vector<std::int64_t> const states = run.integers("samples/units", 2);
  REQUIRE(states.size() == static_cast<std::size_t>(samples) * units);
  for (std::size_t s = 0; s < states.size(); s += units) {
    std::size_t state = 0;
    for (std::size_t i = 0; i < units; ++i) state |= std::size_t{states[s + i] > 0} << i;
    ++counts[state];
  }
  return counts;
}

}  // namespace

TEST_CASE("samples of small models have their exact distribution") {
  for (auto const& [form, units] :
       {std::pair("rbm:6x4,scale=1.5,bias=0.7,seed=3", 6), {"ising:3x2,J=gauss,h=0.3,seed=5", 6}}) {
    Record const model = generate_model(form);
    std::size_t const states = std::size_t{1} << units;
    DataSet all{"states", states, static_cast<std::size_t>(units), {}};
    for (std::size_t s = 0; s < states; ++s)
      for (int i = 0; i < units; ++i) all.values.push_back(s >> i & 1 ? 1.0f : 0.0f);
    std::vector<double> probability = kind_of(model).log_unnormalised(model, 1, all);
    double const log_z = log_sum_exp(probability);
    for (double& p : probability) p = std::exp(p - log_z);
    std::vector<double> const counts =
        sampled_counts(kind_of(model).make(model, 1, {}, {}), all.columns, 4000, 5);
    CAPTURE(form);
    CHECK(excess_of_counts(counts, probability) < 4);
  }
}
