#include "models/pairwise/hopfield_parameters.hpp"
#include "models/pairwise/hopfield_path.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Contains;

namespace {

Record sound() {
  Record model = to_record(HopfieldParameters{3, 2, {1, -1, 1, 1, 1, -1}, {0.5, 0, -1}});
  model.source = "m.h5";
  return model;
}

}  // namespace

TEST_CASE("a Hopfield network survives the way to a record and back") {
  HopfieldParameters const network = hopfield_parameters(sound());
  CHECK(network.spins == 3);
  CHECK(network.patterns == 2);
  CHECK(network.xi == std::vector<std::int8_t>{1, -1, 1, 1, 1, -1});
  CHECK(network.h == std::vector<double>{0.5, 0, -1});
}

TEST_CASE("a broken Hopfield network is refused with its file and fault named") {
  Record model = sound();
  std::string fault;
  SECTION("patterns of bits") {
    model.set("patterns", {2, 3}, {1, 0, 1, 1, 1, 0});
    fault = "patterns[0, 1] = 0";
  }
  SECTION("NaN in a pattern") {
    model.set("patterns", {1, 3}, {1, 1, std::numeric_limits<double>::quiet_NaN()});
    fault = "patterns[0, 2] = nan";
  }
  SECTION("one list") {
    model.set("patterns", {1, -1, 1});
    fault = "'patterns' has 1 dimensions";
  }
  SECTION("none") {
    model.set("patterns", {0, 3}, {});
    fault = "0 patterns of 3 spins";
  }
  SECTION("a field of another length") {
    model.set("h", {1, 2});
    fault = "'h' has shape [2]";
  }
  CHECK_THAT(refused([&] { hopfield_parameters(model); }), Contains("m.h5") && Contains(fault));
}

TEST_CASE("Gaussian fields are refused where patterns repel") {
  CHECK_THAT(refused([] { kind_of(sound()).make(sound(), -0.5, {}, {.moves = "gaussian"}); }),
             Contains("--moves gaussian at beta = -0.5"));
}

TEST_CASE("overlaps are kept up with the spins") {
  // A network of several words of spins, lanes that do not fill a vector.
  Record const model = generate_model("hopfield:75,patterns=4,seed=2");
  HopfieldParameters const network = hopfield_parameters(model);
  for (HopfieldMoves const moves : {HopfieldMoves::heat_bath, HopfieldMoves::gaussian}) {
    HopfieldPath const path(network, 1.5, {}, moves);
    Stream reference(1, Purpose::reference, 0, 0);
    auto x = path.draw_reference(19, reference);
    for (std::uint64_t step = 0; step < 20; ++step) {
      Stream random(1, Purpose::sweep, 0, step);
      path.sweep(x, std::vector<double>(19, 1.0), random);
    }
    std::vector<std::int8_t> const units = path.units(x);
    std::vector<double> const zero(19, 0.0), one(19, 1.0);
    std::vector<double> found(19);
    path.log_ratio(x, zero, one, found);
    for (std::size_t l = 0; l < 19; ++l) {
      std::vector<float> const row(units.begin() + static_cast<std::ptrdiff_t>(75 * l),
                                   units.begin() + static_cast<std::ptrdiff_t>(75 * (l + 1)));
      CHECK(found[l] == Approx(1.5 * minus_energy(network, row)).epsilon(1e-13));
    }
  }
}
