#include "exact/hopfield_sum.hpp"
#include "exact/small_systems.hpp"
#include "exact/spin_enumeration.hpp"
#include "models/pairwise/hopfield_parameters.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

namespace lnz {
namespace {

/// With a field of normal values if asked for.
HopfieldParameters network(std::string const& form, bool field) {
  HopfieldParameters network = hopfield_parameters(generate_model(form));
  Stream random(3, Purpose::data, 0, 0);
  for (double& h : network.h) h = field ? random.normal() : 0;
  return network;
}

TEST_CASE("the sum over magnetisations is the sum over all states") {
  std::string const form = GENERATE("hopfield:1", "hopfield:11,patterns=2",
                                    "hopfield:12,patterns=4", "hopfield:9,patterns=20");
  HopfieldParameters const parameters = network(form, GENERATE(false, true));
  double const beta = GENERATE(1., 6., -2.);
  INFO(form << " at beta " << beta);
  double const exact = brute_force(at_temperature(to_spins(parameters), beta));
  CHECK(hopfield_sum(to_record(parameters), beta).log_z == Approx(exact).epsilon(1e-13));
}

TEST_CASE("two patterns of many spins cost their classes only, and at beta = 0 are free") {
  Record const model = generate_model("hopfield:2000,patterns=2,seed=1");
  std::string why_not;
  CHECK(hopfield_sum_cost(model, why_not) > 0);
  CHECK(hopfield_sum(model, 0).log_z == Approx(2000 * std::numbers::ln2).epsilon(1e-13));
}

TEST_CASE("one pattern of many spins is the Curie-Weiss magnet") {
  // sum_k binomial(N, k) exp(beta ((2k - N)^2 - N) / (2N)) by 30 digits of logarithms of
  // factorials.
  std::size_t const n = 500;
  double const beta = 1.2;
  std::vector<long double> exponents;
  for (std::size_t k = 0; k <= n; ++k) {
    auto const m = 2 * static_cast<long double>(k) - n;
    exponents.push_back(std::lgamma(n + 1.0L) - std::lgamma(k + 1.0L) - std::lgamma(n - k + 1.0L) +
                        beta * (m * m - n) / (2 * n));
  }
  long double top = exponents[0], sum = 0;
  for (long double const x : exponents) top = std::max(top, x);
  for (long double const x : exponents) sum += std::exp(x - top);
  double const exact = static_cast<double>(top + std::log(sum));
  CHECK(hopfield_sum(generate_model("hopfield:500,seed=8"), beta).log_z ==
        Approx(exact).epsilon(1e-13));
}

TEST_CASE("too many classes of spins are refused with their number") {
  std::string why_not;
  CHECK(hopfield_sum_cost(generate_model("hopfield:60,patterns=40"), why_not) < 0);
  CHECK_THAT(why_not, Catch::Contains("2^60"));
}

}  // namespace
}  // namespace lnz
