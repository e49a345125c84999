#include "models/rbm/spin_machine.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// -beta E by the file's datasets, values as they are.
double minus_energy(RbmParameters const& m, double beta, std::vector<double> const& v,
                    std::vector<double> const& h) {
  double sum = 0;
  for (std::size_t i = 0; i < m.visible; ++i) {
    sum += m.b[i] * v[i];
    for (std::size_t j = 0; j < m.hidden; ++j) sum += v[i] * m.W[i * m.hidden + j] * h[j];
  }
  for (std::size_t j = 0; j < m.hidden; ++j) sum += m.c[j] * h[j];
  return beta * sum;
}

std::vector<double> units(std::size_t number, std::size_t count, double low) {
  std::vector<double> x;
  for (std::size_t i = 0; i < count; ++i) x.push_back(number >> i & 1 ? 1 : low);
  return x;
}

}  // namespace

TEST_CASE("a machine of spins and its machine of bits differ by one constant") {
  for (auto const& [types, v_low, h_low] : {std::tuple{"visible=spin", -1.0, 0.0},
                                            {"visible=spin,hidden=spin", -1.0, -1.0},
                                            {"hidden=spin", 0.0, -1.0}}) {
    INFO(types);
    Record const model = generate_model(std::string("rbm:3x2,scale=1.1,bias=0.8,seed=6,") + types);
    RbmParameters const machine = rbm_weights(model);
    SpinMachine const bits = spin_machine(model, 0.7);
    for (std::size_t v = 0; v < 8; ++v)
      for (std::size_t h = 0; h < 4; ++h)
        CHECK(std::abs(minus_energy(bits.bits, 1, units(v, 3, 0), units(h, 2, 0)) + bits.shift -
                       minus_energy(machine, 0.7, units(v, 3, v_low), units(h, 2, h_low))) < 1e-14);
  }
}

TEST_CASE("users of visible spins see -1 and +1") {
  Record const model = generate_model("rbm:3x2,visible=spin");
  Stream random(1, Purpose::readout, 0, 0);
  CHECK(kind_of(model).make(model, 1, {}, {}).readout.of(std::vector<double>{1, 0, 1}, random) ==
        std::vector<double>{1, -1, 1});
}

TEST_CASE("a machine of bits alone keeps the record it has always had") {
  Record const model = generate_model("rbm:3x2,seed=2");
  CHECK(model.attributes.size() == 2);
  CHECK(model.text("@visible") == "bernoulli");
}
