#include "exact/registry.hpp"
#include "lnz/log_sum.hpp"
#include "models/layered/layered_parameters.hpp"
#include "models/layered/listed.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Contains;

namespace {

double const kFree = std::numeric_limits<double>::quiet_NaN();

double log_z(Record const& model, double beta) { return exact_log_z(model, beta, "auto").log_z; }

std::vector<double> bits(std::size_t number, std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = number >> i & 1 ? 1 : 0;
  return out;
}

}  // namespace

TEST_CASE("ln Z of a machine with its visible layer held is ln p* of that vector") {
  for (std::string const form : {"dbm:4x3x3", "dbm:3x2x4x2"}) {
    Record const model = generate_model(form + ",scale=1,bias=0.7,seed=6");
    LayeredParameters const machine = layered_parameters(model, "dbm");
    for (std::size_t number = 0; number < std::size_t{1} << machine.layers[0]; ++number)
      for (double const beta : {1.0, 0.4}) {
        CAPTURE(form, number, beta);
        std::vector<double> const v = bits(number, machine.layers[0]);
        Clamped const rest = kind_of(model).clamp(model, v);
        CHECK(layered_parameters(rest.model, "dbm").layers.front() == machine.layers[1]);
        double const listed = log_sum_listed(machine, beta, v);
        CHECK(std::abs(log_z(rest.model, beta) - beta * rest.energy - listed) <
              1e-12 * (1 + std::abs(listed)));
      }
  }
}

TEST_CASE("a machine with some visible units held sums over the others") {
  for (std::string const form : {"dbm:5x3", "dbm:5x2x3"}) {
    Record const model = generate_model(form + ",scale=1,bias=0.7,seed=8");
    std::vector<double> const held{1, kFree, 0, kFree, 1};
    Clamped const rest = kind_of(model).clamp(model, held);
    double const listed = log_sum_listed(layered_parameters(model, "dbm"), 0.8, held);
    CHECK(std::abs(log_z(rest.model, 0.8) - 0.8 * rest.energy - listed) < 1e-12 * (1 + listed));
  }
}

TEST_CASE("two layers with all visible units held leave nothing to sample") {
  Record const model = generate_model("dbm:2x3");
  CHECK_THAT(refused([&] {
               kind_of(model).clamp(model, {1, 0});
             }),
             Contains("all 2 units are held"));
}

TEST_CASE("visible units of a deep Boltzmann machine's chains are the first of them") {
  Record const model = generate_model("dbm:2x4x3");
  Stream random(1, Purpose::data, 0, 0);
  Readout const readout = kind_of(model).make(model, 1, {}, {}).readout;
  CHECK(readout.values == 2);
  CHECK(readout.of(std::vector<double>{1, 0, 1, 1, 1}, random) == std::vector<double>{1, 0});
}

TEST_CASE(
    "visible units of a deep belief net follow from the layer below the top, layer by layer") {
  Record const model = generate_model("dbn:2x3x2x4,scale=1.5,bias=1,seed=2");
  LayeredParameters const net = layered_parameters(model, "dbn");
  std::vector<double> const h2{1, 0};
  auto const logistic = [&](std::size_t l, std::size_t i, std::vector<double> const& above) {
    double field = net.b[l][i];
    for (std::size_t j = 0; j < above.size(); ++j)
      field += net.W[l][i * above.size() + j] * above[j];
    return 1 / (1 + std::exp(-field));
  };
  std::vector<double> expected(4);  // P(v = number), h1 listed
  for (std::size_t number = 0; number < 4; ++number)
    for (std::size_t state = 0; state < 8; ++state) {
      std::vector<double> const v = bits(number, 2), h1 = bits(state, 3);
      double p = 1;
      for (std::size_t j = 0; j < 3; ++j) {
        double const on = logistic(1, j, h2);
        p *= h1[j] > 0 ? on : 1 - on;
      }
      for (std::size_t i = 0; i < 2; ++i) {
        double const on = logistic(0, i, h1);
        p *= v[i] > 0 ? on : 1 - on;
      }
      expected[number] += p;
    }
  constexpr std::size_t kRows = 20000;
  std::vector<double> counts(4);
  Readout const readout = kind_of(model).make(model, 1, {}, {}).readout;
  REQUIRE(readout.values == 2);
  for (std::size_t r = 0; r < kRows; ++r) {
    Stream random(3, Purpose::readout, static_cast<std::uint32_t>(r), 0);
    std::vector<double> const v = readout.of(h2, random);
    ++counts[static_cast<std::size_t>(v[0] + 2 * v[1])];
  }
  for (std::size_t number = 0; number < 4; ++number) {
    double const p = expected[number];
    CHECK(std::abs(counts[number] / kRows - p) < 4 * std::sqrt(p * (1 - p) / kRows));
  }
}

TEST_CASE("ln p* has a closed form with one hidden layer only") {
  for (std::string const kind : {"dbm", "dbn"}) {
    Record const shallow = generate_model(kind + ":3x2,scale=1,bias=0.5,seed=1");
    DataSet const data{"d", 1, 3, {1, 0, 1}};
    double const listed = log_sum_listed(layered_parameters(shallow, kind), 0.7, {1, 0, 1});
    CHECK(kind_of(shallow).log_unnormalised(shallow, 0.7, data)[0] ==
          Approx(listed).epsilon(1e-13));
    Record const deep = generate_model(kind + ":3x2x2");
    CHECK_THAT(refused([&] { kind_of(deep).log_unnormalised(deep, 1, data); }),
               Contains("2 hidden layers"));
  }
}

TEST_CASE("a reference of neither the visible layer nor all of a chain is refused") {
  Record const model = generate_model("dbm:4x3x5");
  auto const make = [&](std::size_t units) {
    kind_of(model).make(model, 1, {std::vector<double>(units, 0.3)}, {});
  };
  make(4);
  make(9);
  CHECK_THAT(refused([&] { make(5); }), Contains("5 units") && Contains("4 visible"));
}

TEST_CASE("layered machines are described by their layers") {
  auto const described = [](std::string const& form) {
    Record const model = generate_model(form);
    return kind_of(model).describe(model);
  };
  CHECK(described("dbm:8x5x3") == "8 x 5 x 3");
  CHECK(described("dbn:8x5x3") == "8 x 5 x 3, the top two an RBM");
}
