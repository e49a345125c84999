#include "lnz/log_sum.hpp"
#include "models/potts/hidden_sum.hpp"
#include "models/potts/potts_bound.hpp"
#include "models/potts/potts_machine.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace lnz;
using Catch::Contains;

namespace {

Record model() {
  Record model = generate_model("rbm:3x4,visible=potts,q=5,scale=0.9,bias=0.7,seed=2");
  model.source = "m.h5";
  return model;
}

/// c.h + sum_i ln sum_a exp(b_ia + W_ia.h), slowly.
double log_weight(PottsMachine const& m, std::size_t h) {
  double sum = 0;
  for (std::size_t j = 0; j < m.hidden; ++j) sum += static_cast<double>(h >> j & 1) * m.c[j];
  for (std::size_t i = 0; i < m.sites; ++i) {
    std::vector<double> fields;
    for (std::size_t a = 0; a < m.q; ++a) {
      fields.push_back(m.b[i * m.q + a]);
      for (std::size_t j = 0; j < m.hidden; ++j)
        fields.back() += static_cast<double>(h >> j & 1) * m.W[(i * m.q + a) * m.hidden + j];
    }
    sum += log_sum_exp(fields);
  }
  return sum;
}

}  // namespace

TEST_CASE("categories are summed out as they are listed, bit after bit") {
  PottsMachine const machine = potts_machine(model());
  HiddenSum sum(machine);
  std::size_t h = 0;
  double heaviest = log_weight(machine, 0);
  for (std::size_t const j : {0, 1, 0, 3, 2, 0, 1}) {
    CHECK(std::abs(sum.if_flipped(j) - log_weight(machine, h ^ std::size_t{1} << j)) < 1e-13);
    sum.flip(j);
    h ^= std::size_t{1} << j;
    CHECK(std::abs(sum.log_weight() - log_weight(machine, h)) < 1e-13);
  }
  for (h = 0; h < 16; ++h) heaviest = std::max(heaviest, log_weight(machine, h));
  CHECK(std::abs(potts_bound(machine, 3) - heaviest) < 1e-13);
}

TEST_CASE("users of Potts units see categories") {
  Stream random(1, Purpose::readout, 0, 0);
  std::vector<double> units(15);
  units[3] = units[5] = units[14] = 1;
  CHECK(kind_of(model()).make(model(), 1, {}, {}).readout.of(units, random) ==
        std::vector<double>{3, 0, 4});
}

TEST_CASE("base rates of categories are those of every unit's") {
  DataSet const data{"d.npy", 2, 3, {0, 4, 1, 0, 2, 1}};
  std::vector<double> const rates = kind_of(model()).base_rates(model(), data).mean;
  std::vector<double> const odds = log_rates({rates}, 3, 5);
  for (std::size_t i = 0; i < 3; ++i) {
    double sum = 0;
    for (std::size_t a = 0; a < 5; ++a) sum += std::exp(odds[i * 5 + a]);
    CHECK(std::abs(sum - 1) < 1e-14);
  }
  CHECK(rates[0] == Approx(1.05 / 1.1));
  CHECK(rates[5 + 4] == Approx(0.55 / 1.1));
  CHECK(rates[5 + 2] == Approx(0.55 / 1.1));
  CHECK(rates[5 + 3] == Approx(0.05 / 1.1));
}

TEST_CASE("a broken Potts rbm is refused in one line") {
  Record broken = model();
  std::string what;
  SECTION("q is not W's") { broken.attributes["@q"] = std::int64_t{4}, what = "q = 4 (W has 5"; }
  SECTION("one category") { broken.set("W", {3, 1, 4}, std::vector<double>(12)), what = "q = 1"; }
  SECTION("W is a matrix") { broken.set("W", {15, 4}, std::vector<double>(60)), what = "W"; }
  SECTION("b is a vector") { broken.set("b", std::vector<double>(15)), what = "'b'"; }
  SECTION("c is too long") { broken.set("c", std::vector<double>(5)), what = "'c'"; }
  CHECK_THAT(refused([&] { kind_of(broken).make(broken, 1, {}, {}); }), Contains(what));
}

TEST_CASE("a Potts short form needs its number of categories") {
  CHECK_THAT(refused([] { generate_model("rbm:3x4,visible=potts"); }), Contains("q = 0"));
  CHECK_THAT(refused([] { generate_model("rbm:3x4,visible=potts,q=129"); }), Contains("q = 129"));
  CHECK_THAT(refused([] { generate_model("rbm:3x4,q=5"); }), Contains("unknown key 'q'"));
}

TEST_CASE("data that are no categories are refused") {
  for (float const x : {-1.0f, 5.0f, 0.5f})
    CHECK_THAT(refused([&] {
                 kind_of(model()).log_unnormalised(model(), 1, {"d.npy", 1, 3, {0, x, 1}});
               }),
               Contains("categories are 0 to 4"));
}
