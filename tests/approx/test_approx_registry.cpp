#include "approx/registry.hpp"
#include "exact/registry.hpp"
#include "exact/spin_enumeration.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

namespace lnz {

TEST_CASE("a model and its spins in pairs have the same ln Z") {
  for (char const* form : {"rbm:6x5,scale=1,bias=0.7,seed=3", "ising:3x4,J=gauss,h=0.3,seed=2"}) {
    Record const model = generate_model(form);
    Couplings const spins = couplings(model, 0.8);
    SpinParameters system{.sites = spins.h.size(), .edges = {}, .J = {}, .h = spins.h};
    for (std::uint32_t i = 0; i < system.sites; ++i)
      for (std::uint32_t e = spins.graph.first[i]; e < spins.graph.first[i + 1]; ++e)
        if (std::uint32_t const j = spins.graph.neighbour[e]; j > i) {
          system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
          system.J.push_back(spins.graph.coupling[e]);
        }
    CHECK(enumerate(system) + spins.constant ==
          Approx(exact_log_z(model, 0.8, "enumeration").log_z).epsilon(1e-12));
  }
}

TEST_CASE("approximations that converged come before those that did not") {
  Record const model = generate_model("rbm:8x6,scale=3,bias=0.5,seed=3");
  std::vector<Approximation> const all = approximate(couplings(model, 1), "auto", 1);
  CHECK(all.size() == 4);
  for (std::size_t i = 1; i < all.size(); ++i)
    CHECK_FALSE((all[i].converged && !all[i - 1].converged));
}

TEST_CASE("approximations do not depend on when they are made") {
  Record const model = generate_model("rbm:8x6,scale=0.5,bias=0.5,seed=3");
  auto const values = [&] {
    std::vector<double> values;
    for (Approximation const& a : approximate(couplings(model, 1), "auto", 7))
      values.push_back(a.log_z);
    return values;
  };
  CHECK(values() == values());
}

TEST_CASE("an unknown approximation is refused by name") {
  Record const model = generate_model("ising:3x3");
  CHECK_THAT(refused([&] { approximate(couplings(model, 1), "bete", 1); }),
             Catch::Matchers::Contains("did you mean bethe?"));
}

}  // namespace lnz
