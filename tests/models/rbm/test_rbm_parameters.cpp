#include "lnz/stream.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Contains;

namespace {

Record sound() {
  Record model = to_record(RbmParameters{
      .visible = 2, .hidden = 3, .W = {1, 2, 3, 4, 5, 6}, .b = {7, 8}, .c = {9, 10, 11}});
  model.source = "m.h5";
  return model;
}

std::string refusal(Record const& model) {
  return refused([&] { rbm_parameters(model); });
}

}  // namespace

TEST_CASE("an rbm survives the way to a record and back") {
  RbmParameters const machine = rbm_parameters(sound());
  CHECK(machine.visible == 2);
  CHECK(machine.hidden == 3);
  CHECK(machine.W == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(machine.b == std::vector<double>{7, 8});
  CHECK(machine.c == std::vector<double>{9, 10, 11});
}

TEST_CASE("an rbm without visible is Bernoulli") {
  Record model = sound();
  model.attributes.erase("@visible");
  CHECK(rbm_parameters(model).visible == 2);
}

TEST_CASE("a broken rbm is refused with its file and dataset named") {
  Record model = sound();
  std::string key;
  SECTION("W is missing") { model.arrays.erase(key = "W"); }
  SECTION("b is missing") { model.arrays.erase(key = "b"); }
  SECTION("c is missing") { model.arrays.erase(key = "c"); }
  SECTION("W is a vector") { model.set(key = "W", {1, 2, 3, 4, 5, 6}); }
  SECTION("b is as long as c") { model.set(key = "b", {1, 2, 3}); }
  SECTION("c is as long as b") { model.set(key = "c", {1, 2}); }
  SECTION("c is a matrix") { model.set(key = "c", {3, 1}, {1, 2, 3}); }
  SECTION("W holds NaN") {
    model.set(key = "W", {2, 3}, {1, 2, std::numeric_limits<double>::quiet_NaN(), 4, 5, 6});
  }
  SECTION("b holds infinity") {
    model.set(key = "b", {1, std::numeric_limits<double>::infinity()});
  }
  SECTION("c holds minus infinity") {
    model.set(key = "c", {1, -std::numeric_limits<double>::infinity(), 0});
  }
  CHECK_THAT(refusal(model), Contains("m.h5") && Contains("'" + key + "'"));
}

TEST_CASE("an rbm without visible or hidden units is refused") {
  Record model = sound();
  model.set("W", {2, 0}, {});
  CHECK_THAT(refusal(model), Contains("2 x 0"));
  model.set("W", {0, 3}, {});
  CHECK_THAT(refusal(model), Contains("0 x 3"));
}

TEST_CASE("visible units other than bits are refused") {
  Record model = sound();
  model.attributes["@visible"] = std::string("gaussian");
  CHECK_THAT(refusal(model), Contains("gaussian visible") && Contains("takes an rbm of bits"));
  model.attributes["@visible"] = std::string("bernouli");
  CHECK_THAT(refusal(model), Contains("did you mean 'bernoulli'"));
}

TEST_CASE("a model of another kind is not read as an rbm") {
  CHECK_THAT(refusal(generate_model("ising:4x4")), Contains("'ising'") && Contains("'rbm'"));
}

TEST_CASE("a generated rbm has W, b, c in this order from the couplings stream") {
  RbmParameters const machine =
      rbm_parameters(generate_model("rbm:3x2,weights=normal,scale=0.5,bias=2,seed=9"));
  Stream random(9, Purpose::couplings, 0, 0);
  for (double const w : machine.W) CHECK(w == 0.5 * random.normal());
  for (double const b : machine.b) CHECK(b == 2 * random.normal());
  for (double const c : machine.c) CHECK(c == 2 * random.normal());
}

TEST_CASE("a generated rbm has no biases by default") {
  RbmParameters const machine = rbm_parameters(generate_model("rbm:3x2"));
  CHECK(machine.b == std::vector<double>(3));
  CHECK(machine.c == std::vector<double>(2));
  CHECK(machine.W.front() != 0);
}

TEST_CASE("a short form that means no rbm is refused") {
  auto const refusal = [](std::string const& form) {
    return refused([&] { generate_model(form); });
  };
  CHECK_THAT(refusal("rbm:784"), Contains("two sizes"));
  CHECK_THAT(refusal("rbm:3x4x5"), Contains("two sizes"));
  CHECK_THAT(refusal("rbm:3x4,weights=cauchy"), Contains("cauchy"));
  CHECK_THAT(refusal("rbm:3x4,scael=1"), Contains("did you mean 'scale'"));
  CHECK_THAT(refusal("rbm:3x4,scale=inf"), Contains("scale"));
  CHECK_THAT(refusal("rbm:3x4,seed=-1"), Contains("seed"));
  CHECK_THAT(refusal("rbm:1000000x1000000"), Contains("2^30"));
}

TEST_CASE("temperature scales the whole energy of an rbm") {
  RbmParameters const machine = at_temperature(rbm_parameters(sound()), 0.5);
  CHECK(machine.W == std::vector<double>{0.5, 1, 1.5, 2, 2.5, 3});
  CHECK(machine.b == std::vector<double>{3.5, 4});
  CHECK(machine.c == std::vector<double>{4.5, 5, 5.5});
}

TEST_CASE("ln p* of a visible vector sums the hidden units out") {
  RbmParameters const machine = at_temperature(rbm_parameters(sound()), 0.1);
  std::vector<double> const v{0, 1};
  double sum = 0;
  for (int h = 0; h < 8; ++h) {
    double log_p = machine.b[1];
    for (std::size_t j = 0; j < 3; ++j)
      if (h >> j & 1) log_p += machine.c[j] + machine.W[3 + j];
    sum += std::exp(log_p);
  }
  CHECK(std::abs(log_unnormalised(machine, v) - std::log(sum)) < 1e-14);
}
