#include "models/registry.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

struct Way {
  std::string form;
  char const* moves = "auto";
  char const* precision = "int16";
};

/// Every class of models that has chains.
std::vector<Way> ways() {
  return {{"rbm:21x5"},
          {"rbm:21x5", "auto", "float32"},
          {"rbm:21x5,visible=spin"},
          {"rbm:21x5,visible=gaussian"},
          {"rbm:21x5,hidden=gaussian"},
          {"rbm:7x5,visible=potts,q=3"},
          {"dbm:13x4x3"},
          {"dbn:6x13x3"},
          {"sk:21,seed=3"},
          {"hopfield:21,patterns=2"},
          {"hopfield:21,patterns=2", "gaussian"},
          {"ising:5x5,J=gauss,boundary=open"},
          {"ising:4x5,J=pm1"},
          {"ising:4x5", "forest"},
          {"ising:4x5", "swendsen-wang"},
          {"ising:64x64"},
          {"ising:64x128,h=0.3", "heat-bath"}};
}

/// A block a few sweeps after its start.
Block moved(ModelHandle const& path, std::uint64_t seed) {
  Block block = path.make_block(seed, 0, 3);
  for (std::uint64_t step = 0; step < 3; ++step) block.sweep(std::vector(3, 0.7), step);
  return block;
}

}  // namespace

TEST_CASE("states are saved a bit a unit, and go on from bits or units alike") {
  for (Way const& way : ways()) {
    CAPTURE(way.form, way.moves, way.precision);
    Record const model = generate_model(way.form);
    ModelHandle const path =
        kind_of(model).make(model, 1, {}, {.moves = way.moves, .precision = way.precision});
    Block const from = moved(path, 1);
    std::vector<std::byte> const saved = from.save();
    CHECK(saved.size() == 3 * ((path.unit_count + 7) / 8));
    CHECK(from.saved_size() == saved.size());
    CHECK(from.unit_size() == 3 * path.unit_count);
    Block to = moved(path, 2);
    CHECK(to.save() != saved);
    to.load(saved);
    CHECK(to.save() == saved);
    CHECK(to.units() == from.units());
    std::vector<std::int8_t> units;  // as files had them before
    for (double const unit : from.units()) units.push_back(static_cast<std::int8_t>(unit));
    Block old = moved(path, 2);
    old.load(std::as_bytes(std::span(units)));
    CHECK(old.save() == saved);
  }
}
