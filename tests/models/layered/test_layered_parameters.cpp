#include "exact/registry.hpp"
#include "lnz/stream.hpp"
#include "models/layered/bipartite.hpp"
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

Record sound() {
  Record model = generate_model("dbm:3x2x4,scale=1,bias=0.5,seed=2");
  model.source = "m.h5";
  return model;
}

std::string refusal(Record const& model) {
  return refused([&] { layered_parameters(model, "dbm"); });
}

}  // namespace

TEST_CASE("a layered machine goes into a record and back") {
  LayeredParameters const machine = layered_parameters(sound(), "dbm");
  CHECK(machine.layers == std::vector<std::size_t>{3, 2, 4});
  CHECK(machine.depth() == 2);
  LayeredParameters const again = layered_parameters(to_record(machine, "dbn"), "dbn");
  CHECK(again.layers == machine.layers);
  CHECK(again.W == machine.W);
  CHECK(again.b == machine.b);
}

TEST_CASE("a generated machine has W1, W2, .. and then b0, b1, .. from the couplings stream") {
  LayeredParameters const machine =
      layered_parameters(generate_model("dbn:3x2x2,weights=normal,scale=0.5,bias=2,seed=9"), "dbn");
  Stream random(9, Purpose::couplings, 0, 0);
  for (auto const& weights : machine.W)
    for (double const w : weights) CHECK(w == 0.5 * random.normal());
  for (auto const& biases : machine.b)
    for (double const b : biases) CHECK(b == 2 * random.normal());
}

TEST_CASE("a broken layered machine is refused with its file and what is wrong with it") {
  Record model = sound();
  std::string said;
  SECTION("no layers") { model.attributes.erase("@layers"), said = "'layers'"; }
  SECTION("one layer") {
    model.attributes["@layers"] = std::vector<std::int64_t>{3};
    said = "1 layer ";
  }
  SECTION("no unit in a layer") {
    model.attributes["@layers"] = std::vector<std::int64_t>{3, 0, 4};
    said = "0 units";
  }
  SECTION("a negative layer") {
    model.attributes["@layers"] = std::vector<std::int64_t>{3, -2, 4};
    said = "-2 units";
  }
  SECTION("layers that are not those of the weights") {
    model.attributes["@layers"] = std::vector<std::int64_t>{3, 4, 2};
    said = "'W1'";
  }
  SECTION("a layer more than there are weights") {
    model.attributes["@layers"] = std::vector<std::int64_t>{3, 2, 4, 2};
    said = "'W3'";
  }
  SECTION("a layer less than there are weights") {
    model.attributes["@layers"] = std::vector<std::int64_t>{3, 2};
    said = "more than the 2 layers";
  }
  SECTION("more weights than fit") {
    model.attributes["@layers"] = std::vector<std::int64_t>{1 << 26, 1 << 26};
    said = "2^30";
  }
  SECTION("weights that do not chain") {
    model.set("W2", {3, 4}, std::vector<double>(12));
    said = "'W2'";
  }
  SECTION("no weights") { model.arrays.erase("W2"), said = "'W2'"; }
  SECTION("no biases") { model.arrays.erase("b2"), said = "'b2'"; }
  SECTION("biases of another length") { model.set("b1", {1, 2, 3}), said = "'b1'"; }
  SECTION("NaN") {
    model.set("b1", {1, std::numeric_limits<double>::quiet_NaN()});
    said = "'b1'";
  }
  CHECK_THAT(refusal(model), Contains("m.h5") && Contains(said));
}

TEST_CASE("a short form that means no layered machine is refused") {
  auto const refusal = [](std::string const& form) {
    return refused([&] { generate_model(form); });
  };
  CHECK_THAT(refusal("dbm:784"), Contains("1 layer "));
  CHECK_THAT(refusal("dbn:3x4,weights=cauchy"), Contains("cauchy"));
  CHECK_THAT(refusal("dbm:3x4,scael=1"), Contains("did you mean 'scale'"));
  CHECK_THAT(refusal("dbm:100000x100000x2"), Contains("2^30"));
}

TEST_CASE("temperature scales the whole energy of a layered machine") {
  LayeredParameters const machine = layered_parameters(sound(), "dbm");
  LayeredParameters const hot = at_temperature(machine, 0.5);
  std::vector<double> const state{1, 0, 1, 1, 1, 0, 1, 1, 0};
  CHECK(minus_energy(hot, state) == Approx(0.5 * minus_energy(machine, state)).epsilon(1e-14));
}

TEST_CASE("ln Z of a deep Boltzmann machine is the sum over all states of all layers") {
  for (std::string const form : {"dbm:5x4", "dbm:6x5x4", "dbm:3x4x2x5", "dbm:2x3x1x4x3"}) {
    Record const model = generate_model(form + ",scale=1,bias=0.7,seed=4");
    for (double const beta : {1.0, -0.7}) {
      CAPTURE(form, beta);
      double const listed = log_sum_listed(layered_parameters(model, "dbm"), beta);
      CHECK(std::abs(exact_log_z(model, beta, "auto").log_z - listed) < 1e-12 * (1 + listed));
    }
  }
}

TEST_CASE("ln Z of a deep belief net is that of its top two layers") {
  // Summed over v as well: what is below is normalised.
  Record const model = generate_model("dbn:4x3x5x2,scale=1,bias=0.7,seed=4");
  LayeredParameters const net = layered_parameters(model, "dbn");
  LayeredParameters const top{.layers = {5, 2}, .W = {net.W[2]}, .b = {net.b[2], net.b[3]}};
  CHECK(exact_log_z(model, 0.8, "auto").log_z == Approx(log_sum_listed(top, 0.8)).epsilon(1e-13));
}
