#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

using namespace lnz;
using Catch::Contains;

namespace {

Record of_kind(std::string const& kind) {
  Record model;
  model.source = "m.h5";
  model.attributes["@kind"] = kind;
  return model;
}

}  // namespace

TEST_CASE("every kind is found by its name") {
  for (ModelKind const& kind : model_kinds()) CHECK(kind_of(of_kind(kind.name)).name == kind.name);
}

TEST_CASE("every example of a short form is of its own kind") {
  for (ModelKind const& kind : model_kinds())
    if (kind.generate && kind.name == "spins")
      CHECK(kind_of(generate_model(kind.short_form)).name == kind.name);
    else if (kind.generate)
      CHECK(kind.short_form.starts_with(kind.name + ":"));
}

TEST_CASE("an unknown kind is refused with the nearest one") {
  CHECK_THAT(refused([] { kind_of(of_kind("spin")); }), Contains("did you mean 'spins'"));
  CHECK_THAT(refused([] { generate_model("isnig:4x4"); }), Contains("did you mean 'ising'"));
}

TEST_CASE("a model without a kind is refused") {
  Record model = of_kind("rbm");
  model.attributes.erase("@kind");
  CHECK_THAT(refused([&] { kind_of(model); }), Contains("'kind'"));
}

TEST_CASE("a kind without short form, and no short form at all, are refused") {
  CHECK_THAT(refused([] { generate_model("spins:4"); }),
             Contains("no short form of this name") && Contains("sk:64"));
  CHECK_THAT(refused([] { generate_model("boltzmann:4x4"); }), Contains("make a model file"));
  CHECK_THAT(refused([] { generate_model("m.h5"); }), Contains("m.h5"));
  CHECK_THAT(refused([] { generate_model(""); }), Contains("short form"));
}

TEST_CASE("models are described in a line") {
  auto const described = [](Record const& model) { return kind_of(model).describe(model); };
  CHECK(described(generate_model("rbm:784x500")) == "784 x 500, bernoulli");
  CHECK(described(generate_model("ising:4x5")) == "4 x 5, periodic, one coupling");
  CHECK(described(generate_model("ising:4x5x6,J=pm1,h=1,boundary=opp")) ==
        "4 x 5 x 6, opp, disordered, in a field");
  CHECK(described(generate_model("sk:24,seed=3")) == "24 spins, 276 bonds");
  CHECK(described(generate_model("hopfield:24,patterns=3")) == "24 spins, 3 patterns");
}

TEST_CASE("a lattice the multispin kernels do not take falls back to forests and says so") {
  auto const notes = [](std::string const& form, Reference const& reference, char const* moves) {
    Record const model = generate_model(form);
    return kind_of(model).make(model, 0.5, reference, {.moves = moves}).notes;
  };
  std::vector<double> const means(16, 0.4);
  CHECK(notes("ising:4x4,J=pm1", {}, "metropolis").empty());
  for (std::string const form :
       {"ising:4x4,h=0.1", "ising:4x4,J=gauss", "ising:5x4", "ising:1x1"}) {
    INFO(form);
    REQUIRE(notes(form, {}, "metropolis").size() == 1);
    CHECK_THAT(notes(form, {}, "metropolis").front(), Contains(form) && Contains("forest"));
    CHECK(notes(form, {}, "auto").empty());
  }
  CHECK(notes("ising:4x4", {means}, "metropolis").size() == 1);
}

TEST_CASE("a lattice of odd rings has no heat bath in checkerboard order and says so") {
  auto const made = [](std::string const& form, char const* moves) {
    Record const model = generate_model(form);
    return kind_of(model).make(model, 0.5, {}, {.moves = moves});
  };
  CHECK(made("ising:4x4,J=gauss", "heat-bath").notes.empty());
  CHECK(made("ising:5x4,J=gauss,boundary=op", "heat-bath").notes.empty());
  REQUIRE(made("ising:5x4,J=gauss", "heat-bath").notes.size() == 1);
  CHECK_THAT(made("ising:5x4,J=gauss", "heat-bath").notes.front(),
             Contains("heat-bath") && Contains("odd") && Contains("forest"));
  CHECK(made("ising:5x4,J=gauss", "auto").notes.empty());
}

TEST_CASE("large lattices in fields or of real bonds move by heat bath, others by few lanes only") {
  auto const blocks = [](std::string const& form, char const* moves, int lanes) {
    Record const model = generate_model(form);
    Block block = kind_of(model).make(model, 0.5, {}, {.moves = moves}).make_block(1, 0, lanes);
    block.sweep(std::vector<double>(static_cast<std::size_t>(lanes), 1.0), 0);
    return block.save();
  };
  for (auto const& [form, lanes, moves] : {std::tuple{"ising:64x64,J=gauss", 16, "heat-bath"},
                                           {"ising:64x64,h=0.1", 16, "heat-bath"},
                                           {"ising:32x32,J=gauss", 4, "heat-bath"},
                                           {"ising:32x32,J=gauss", 5, "forest"},
                                           {"ising:63x63,J=gauss", 1, "forest"},
                                           {"ising:16x16,J=gauss", 1, "forest"}}) {
    INFO(form << ", " << lanes << " lanes");
    CHECK(blocks(form, "auto", lanes) == blocks(form, moves, lanes));
  }
}

TEST_CASE("a lattice of 2^28 sites is a model without a list of its bonds") {
  Record const model = generate_model("ising:16384x16384");
  CHECK(kind_of(model).make(model, 0.4, {}, {}).unit_count == std::size_t{1} << 28);
  CHECK_THAT(refused([&] { kind_of(model).make(model, 0.4, {}, {.moves = "forest"}); }),
             Contains("sites"));
}
