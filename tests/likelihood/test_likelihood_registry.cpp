#include "likelihood/small_machine.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

namespace lnz {

TEST_CASE("auto takes the exact likelihood wherever there is one") {
  for (char const* model : {"rbm:3x2", "ising:3x3"})
    CHECK(likelihood_method(generate_model(model), "auto").name == "exact");
}

TEST_CASE("a likelihood method that does not fit a model says why") {
  Record const lattice = generate_model("ising:3x3");
  for (char const* method : {"raise", "csl"})
    CHECK_THAT(refused([&] { likelihood_method(lattice, method); }),
               Catch::Matchers::Contains("ising:3x3: it takes kind rbm"));
  CHECK_THAT(refused([&] { likelihood_method(lattice, "rase"); }),
             Catch::Matchers::Contains("did you mean raise?"));
}

TEST_CASE("one chain has no error and is refused") {
  SmallMachine const machine("rbm:3x2");
  for (char const* method : {"raise", "csl"})
    CHECK_THAT(refused([&] { machine.said(method, 4, 1, 1, 1); }),
               Catch::Matchers::Contains("--chains 2"));
}

TEST_CASE("exact log-likelihoods of all states add up to one") {
  SmallMachine const machine("rbm:6x4,scale=1.5,bias=0.7,seed=2");
  LogValues const said = machine.said("exact", 2, 1, 1, 1);
  double sum = 0;
  for (double const x : said.value) sum += std::exp(x - machine.log_z);
  CHECK(sum == Approx(1).epsilon(1e-12));
  CHECK(said.mean_std_error == 0);
}

}  // namespace lnz
