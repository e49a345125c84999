#include "models/registry.hpp"
#include "refused.hpp"

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
    if (kind.generate) CHECK(kind.short_form.starts_with(kind.name + ":"));
}

TEST_CASE("a kind of the file format that cannot be sampled is refused with those that can") {
  for (std::string const kind : {"dbm", "dbn", "boltzmann", "hopfield"})
    CHECK_THAT(refused([&] { kind_of(of_kind(kind)); }),
               Contains("m.h5") && Contains("'" + kind + "' is not supported yet") &&
                   Contains("rbm, ising, spins"));
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
  CHECK_THAT(refused([] { generate_model("spins:4"); }), Contains("no short form"));
  CHECK_THAT(refused([] { generate_model("m.h5"); }), Contains("m.h5"));
  CHECK_THAT(refused([] { generate_model(""); }), Contains("short form"));
}

TEST_CASE("models are described in a line") {
  auto const described = [](Record const& model) { return kind_of(model).describe(model); };
  CHECK(described(generate_model("rbm:784x500")) == "784 x 500, bernoulli");
  CHECK(described(generate_model("ising:4x5")) == "4 x 5, periodic, one coupling");
  CHECK(described(generate_model("ising:4x5x6,J=pm1,h=1,boundary=opp")) ==
        "4 x 5 x 6, opp, disordered, in a field");
}
