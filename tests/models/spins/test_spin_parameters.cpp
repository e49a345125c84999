#include "models/registry.hpp"
#include "models/spins/spin_parameters.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lnz;
using Catch::Contains;

namespace {

Record sound() {
  Record model = to_record(
      SpinParameters{.sites = 4, .edges = {{0, 1}, {3, 2}}, .J = {1.5, -2}, .h = {0, 1, 2, 3}});
  model.source = "s.h5";
  return model;
}

void set_edges(Record& model, std::vector<std::int32_t> ends) {
  model.arrays["edges"] = {{ends.size() / 2, 2}, ends};
}

std::string refusal(Record const& model) {
  return refused([&] { spin_parameters(model); });
}

}  // namespace

TEST_CASE("a spin system survives the way to a record and back") {
  SpinParameters const system = spin_parameters(sound());
  CHECK(system.sites == 4);
  CHECK(system.edges == std::vector<std::array<std::int32_t, 2>>{{0, 1}, {3, 2}});
  CHECK(system.J == std::vector<double>{1.5, -2});
  CHECK(system.h == std::vector<double>{0, 1, 2, 3});
}

TEST_CASE("a spin system without h has no field") {
  Record model = sound();
  model.arrays.erase("h");
  CHECK(spin_parameters(model).h == std::vector<double>(4));
}

TEST_CASE("a spin system without bonds is sound") {
  Record model = sound();
  set_edges(model, {});
  model.set("J", std::vector<double>{});
  CHECK(spin_parameters(model).edges.empty());
}

TEST_CASE("a broken spin system is refused with its file and dataset named") {
  Record model = sound();
  std::string key;
  SECTION("edges are missing") { model.arrays.erase(key = "edges"); }
  SECTION("J is missing") { model.arrays.erase(key = "J"); }
  SECTION("edges are a list") { model.set(key = "edges", {0, 1, 2, 3}); }
  SECTION("edges have three ends") { model.set(key = "edges", {1, 3}, {0, 1, 2}); }
  SECTION("edges are no whole numbers") { model.set(key = "edges", {2, 2}, {0, 1, 0.5, 2}); }
  SECTION("J has another length") { model.set(key = "J", {1, 2, 3}); }
  SECTION("h has another length") { model.set(key = "h", {1, 2, 3}); }
  SECTION("J holds NaN") { model.set(key = "J", {1, std::numeric_limits<double>::quiet_NaN()}); }
  SECTION("h holds infinity") {
    model.set(key = "h", {0, 1, 2, std::numeric_limits<double>::infinity()});
  }
  CHECK_THAT(refusal(model), Contains("s.h5") && Contains("'" + key + "'"));
}

TEST_CASE("an edge that leaves the sites is refused by its number") {
  Record model = sound();
  SECTION("one too far") { set_edges(model, {0, 1, 4, 2}); }
  SECTION("negative") { set_edges(model, {0, 1, 2, -1}); }
  CHECK_THAT(refusal(model), Contains("edge 1") && Contains("0 to 3"));
}

TEST_CASE("an edge outside 32 bits does not wrap around") {
  Record model = sound();
  model.arrays["edges"] = {{2, 2}, std::vector<std::int64_t>{0, 1, std::int64_t{1} << 32, 2}};
  CHECK_THAT(refusal(model), Contains("4294967296"));
}

TEST_CASE("a self loop is refused by its number") {
  Record model = sound();
  set_edges(model, {0, 1, 2, 2});
  CHECK_THAT(refusal(model), Contains("edge 1") && Contains("site 2 to itself"));
}

TEST_CASE("an impossible number of spins is refused") {
  Record model = sound();
  for (std::int64_t const n : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1} << 40,
                               std::numeric_limits<std::int64_t>::max()}) {
    model.attributes["@n"] = n;
    CHECK_THAT(refusal(model), Contains(std::to_string(n)));
  }
  model.attributes["@n"] = std::string("four");
  CHECK_THAT(refusal(model), Contains("'n'"));
  model.attributes.erase("@n");
  CHECK_THAT(refusal(model), Contains("'n'"));
}

TEST_CASE("a model of another kind is not read as spins") {
  CHECK_THAT(refusal(generate_model("ising:4x4")), Contains("'ising'") && Contains("'spins'"));
}

TEST_CASE("temperature scales the whole energy of a spin system") {
  SpinParameters const system = at_temperature(spin_parameters(sound()), 2);
  CHECK(system.J == std::vector<double>{3, -4});
  CHECK(system.h == std::vector<double>{0, 2, 4, 6});
}
