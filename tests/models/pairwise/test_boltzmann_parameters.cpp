#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/pairwise/hidden_sum.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Contains;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

BoltzmannParameters const kMachine{.visible = 3,
                                   .hidden = 2,
                                   .W = {0.5, -1, 0.3, 0.8, -0.6, 1.1},
                                   .L = {0, 0.7, -0.4, 0.7, 0, 0.9, -0.4, 0.9, 0},
                                   .J = {0, -0.8, -0.8, 0},
                                   .b = {0.1, -0.3, 0.2},
                                   .c = {-0.5, 0.6}};

Record sound() {
  Record model = to_record(kMachine);
  model.source = "m.h5";
  return model;
}

double minus_energy(BoltzmannParameters const& m, std::vector<double> const& v,
                    std::vector<double> const& h) {
  double sum = 0;
  for (std::size_t i = 0; i < m.visible; ++i) {
    sum += m.b[i] * v[i];
    for (std::size_t k = 0; k < m.visible; ++k) sum += v[i] * m.L[i * m.visible + k] * v[k] / 2;
    for (std::size_t j = 0; j < m.hidden; ++j) sum += v[i] * m.W[i * m.hidden + j] * h[j];
  }
  for (std::size_t j = 0; j < m.hidden; ++j) {
    sum += m.c[j] * h[j];
    for (std::size_t k = 0; k < m.hidden; ++k) sum += h[j] * m.J[j * m.hidden + k] * h[k] / 2;
  }
  return sum;
}

std::vector<double> bits(std::size_t state, std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>(state >> i & 1);
  return x;
}

}  // namespace

TEST_CASE("a Boltzmann machine survives the way to a record and back") {
  BoltzmannParameters const machine = boltzmann_parameters(sound());
  CHECK(machine.W == kMachine.W);
  CHECK(machine.L == kMachine.L);
  CHECK(machine.J == kMachine.J);
  CHECK(machine.b == kMachine.b);
  CHECK(machine.c == kMachine.c);
}

TEST_CASE("any dataset of a Boltzmann machine may be absent and is 0") {
  Record model = sound();
  model.arrays.clear();
  BoltzmannParameters const machine = boltzmann_parameters(model);
  CHECK(machine.W == std::vector<double>(6));
  CHECK(machine.L == std::vector<double>(9));
  CHECK_FALSE(machine.visible_linked());
  CHECK_FALSE(machine.hidden_linked());
}

TEST_CASE("a broken Boltzmann machine is refused with its file and fault named") {
  Record model = sound();
  std::string fault;
  SECTION("asymmetric L") {
    model.set("L", {3, 3}, {0, 1, 0, 2, 0, 0, 0, 0, 0});
    fault = "L[0, 1] = 1 but L[1, 0] = 2";
  }
  SECTION("asymmetric J") {
    model.set("J", {2, 2}, {0, 1, 0, 0});
    fault = "J[0, 1] = 1 but J[1, 0] = 0";
  }
  SECTION("a diagonal") {
    model.set("L", {3, 3}, {0, 0, 0, 0, 0.5, 0, 0, 0, 0});
    fault = "L[1, 1] = 0.5";
  }
  SECTION("L of another side") {
    model.set("L", {2, 2}, {0, 1, 1, 0});
    fault = "'L' has shape [2, 2]";
  }
  SECTION("W turned") {
    model.set("W", {2, 3}, std::vector<double>(6));
    fault = "'W' has shape [2, 3]";
  }
  SECTION("b of another length") {
    model.set("b", {1, 2});
    fault = "'b' has shape [2]";
  }
  SECTION("NaN") {
    model.set("J", {2, 2}, {0, kNan, kNan, 0});
    fault = "'J' holds nan";
  }
  SECTION("no visible units") {
    model.attributes["@nv"] = std::int64_t{0};
    fault = "nv = 0";
  }
  SECTION("a negative number of hidden units") {
    model.attributes["@nh"] = std::int64_t{-1};
    fault = "nh = -1";
  }
  SECTION("more units than any machine has") {
    model.attributes["@nh"] = std::int64_t{1} << 62;
    fault = "nh = 4611686018427387904";
  }
  SECTION("no number of units") {
    model.attributes.erase("@nv");
    fault = "'nv'";
  }
  CHECK_THAT(refused([&] { boltzmann_parameters(model); }), Contains("m.h5") && Contains(fault));
}

TEST_CASE("the weight of visible units is the sum over the hidden ones") {
  for (bool const linked : {false, true}) {
    BoltzmannParameters machine = kMachine;
    if (!linked) machine.J.assign(4, 0);
    for (std::size_t state = 0; state < 8; ++state) {
      std::vector<double> const v = bits(state, 3);
      double sum = 0;
      for (std::size_t h = 0; h < 4; ++h) sum += std::exp(minus_energy(machine, v, bits(h, 2)));
      CHECK(log_unnormalised(machine, v) == Approx(std::log(sum)).epsilon(1e-14));
    }
  }
}

TEST_CASE("hidden units that are linked and many cannot be summed out of data") {
  BoltzmannParameters machine{1, 30, {}, {0}, {}, {0}, {}};
  machine.W.resize(30);
  machine.c.resize(30);
  machine.J.resize(900);
  machine.J[1] = machine.J[30] = 1;
  Record const model = to_record(machine);
  DataSet const one{"x", 1, 1, {1}};
  CHECK_THAT(refused([&] { kind_of(model).log_unnormalised(model, 1, one); }),
             Contains("30 linked hidden units"));
}

TEST_CASE("a Boltzmann machine without links inside its sides is sampled as an RBM") {
  BoltzmannParameters machine = kMachine;
  machine.L.assign(9, 0);
  machine.J.assign(4, 0);
  Record const model = to_record(machine);
  CHECK(kind_of(model).make(model, 1, {}, {}).unit_count == 3);
  Record const linked = sound();
  CHECK(kind_of(linked).make(linked, 1, {}, {}).unit_count == 5);
}
