#include "models/multiply.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;
using Catch::Contains;

TEST_CASE("the density of a product of models is the product of their densities") {
  Record const one = generate_model("rbm:5x4,scale=1,bias=0.7,seed=1"),
               other = generate_model("rbm:5x2,scale=1,bias=0.7,seed=2");
  Record const product = multiply(one, other);
  DataSet states{"states", 32, 5, {}};
  for (std::size_t s = 0; s < states.rows; ++s)
    for (std::size_t i = 0; i < 5; ++i) states.values.push_back(s >> i & 1 ? 1 : 0);
  auto const values = [&](Record const& model) {
    return kind_of(model).log_unnormalised(model, 0.8, states);
  };
  std::vector<double> const a = values(one), b = values(other), ab = values(product);
  for (std::size_t s = 0; s < states.rows; ++s)
    CHECK(std::abs(a[s] + b[s] - ab[s]) < 1e-13 * (1 + std::abs(ab[s])));
}

TEST_CASE("models of different widths have no product") {
  Record const one = generate_model("rbm:5x4"), other = generate_model("rbm:4x4");
  CHECK_THAT(refused([&] { multiply(one, other); }),
             Contains("rbm:5x4 has 5") && Contains("rbm:4x4 4"));
}

TEST_CASE("products are of binary machines of two sides") {
  Record const machine = generate_model("rbm:4x3"), lattice = generate_model("ising:2x2");
  CHECK_THAT(refused([&] { multiply(machine, lattice); }), Contains("is of kind ising"));
}
