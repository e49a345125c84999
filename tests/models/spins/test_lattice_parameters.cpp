#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <numeric>

using namespace lnz;
using Catch::Contains;

namespace {

using Integers = std::vector<std::int64_t>;

Record sound() {
  Record model;
  model.source = "l.h5";
  model.attributes["@kind"] = std::string("ising");
  model.attributes["@shape"] = Integers{2, 3};
  model.attributes["@periodic"] = Integers{1, 0};
  std::vector<double> J(12);
  std::iota(J.begin(), J.end(), 1.0);
  model.set("J", {2, 2, 3}, J);
  return model;
}

std::string refusal(Record const& model) {
  return refused([&] { lattice_parameters(model); });
}

}  // namespace

TEST_CASE("a lattice turns into the bonds its axes describe") {
  SpinParameters const system = to_spins(lattice_parameters(sound()));
  // Axis 0 (periodic, length 2) bonds every column twice; axis 1 is open.
  std::vector<std::array<std::int32_t, 2>> const edges{{0, 3}, {0, 1}, {1, 4}, {1, 2}, {2, 5},
                                                       {3, 0}, {3, 4}, {4, 1}, {4, 5}, {5, 2}};
  CHECK(system.sites == 6);
  CHECK(system.edges == edges);
  CHECK(system.J == std::vector<double>{1, 7, 2, 8, 3, 4, 10, 5, 11, 6});
  CHECK(system.h == std::vector<double>(6));
}

TEST_CASE("couplings past an open end do not count") {
  LatticeParameters const lattice = lattice_parameters(sound());
  CHECK_FALSE(lattice.has_bond(1, 2));
  CHECK(lattice.J == std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 0, 10, 11, 0});
}

TEST_CASE("every axis leads around the lattice and back") {
  LatticeParameters const lattice = lattice_parameters(generate_model("ising:2x3x4x5"));
  for (std::size_t axis = 0; axis < 4; ++axis)
    for (std::size_t start = 0; start < lattice.sites(); ++start) {
      std::size_t site = start, steps = 0;
      do {
        site = lattice.neighbour(axis, site);
        ++steps;
      } while (site != start && steps < 100);
      REQUIRE(steps == lattice.shape[axis]);
    }
}

TEST_CASE("a lattice has as many bonds as its boundary leaves") {
  auto const bonds = [](std::string const& form) {
    return to_spins(lattice_parameters(generate_model(form))).edges.size();
  };
  CHECK(bonds("ising:5x7") == 70);
  CHECK(bonds("ising:5x7,boundary=open") == 4 * 7 + 5 * 6);
  CHECK(bonds("ising:5x7,boundary=po") == 5 * 7 + 5 * 6);
  CHECK(bonds("ising:9,boundary=open") == 8);
  CHECK(bonds("ising:1") == 0);
  CHECK(bonds("ising:1x4") == 4);
  CHECK(bonds("ising:2x2") == 8);
  CHECK(bonds("ising:3x3x3x3") == 4 * 81);
}

TEST_CASE("one coupling stands for all bonds, and a J overrides it") {
  Record model = sound();
  model.attributes["@coupling"] = -2.5;
  CHECK(lattice_parameters(model).bond(0, 0) == 1);
  CHECK_FALSE(lattice_parameters(model).uniform_coupling());
  model.arrays.erase("J");
  LatticeParameters const lattice = lattice_parameters(model);
  for (std::size_t axis = 0; axis < 2; ++axis)
    for (std::size_t site = 0; site < 6; ++site)
      CHECK(lattice.bond(axis, site) == (lattice.has_bond(axis, site) ? -2.5 : 0));
  CHECK(lattice.uniform_coupling());
}

TEST_CASE("a lattice with one coupling and no field takes no memory a site") {
  LatticeParameters const lattice = lattice_parameters(generate_model("ising:1024x1024,J=0.5"));
  CHECK(lattice.J.empty());
  CHECK(lattice.h.empty());
}

TEST_CASE("bonds of either sign have a common strength, others have none") {
  auto const strength = [](std::string const& form) {
    return lattice_parameters(generate_model(form)).bond_strength();
  };
  CHECK(strength("ising:4x4,J=-0.5") == 0.5);
  CHECK(strength("ising:4x4,J=pm1,boundary=open") == 1.0);
  CHECK_FALSE(strength("ising:4x4,J=gauss").has_value());
}

TEST_CASE("a site has as many bonds as its degree says, to sites of the other colour") {
  LatticeParameters const lattice =
      lattice_parameters(generate_model("ising:4x3x1x2,boundary=popp"));
  std::vector<int> bonds(lattice.sites());
  for (std::size_t site = 0; site < lattice.sites(); ++site)
    for (std::size_t axis = 0; axis < 4; ++axis) {
      if (!lattice.has_bond(axis, site)) continue;
      std::size_t const other = lattice.neighbour(axis, site);
      ++bonds[site];
      ++bonds[other];
      CHECK(lattice.colour(site) != lattice.colour(other));
    }
  for (std::size_t site = 0; site < lattice.sites(); ++site)
    CHECK(lattice.degree(site) == bonds[site]);
  CHECK_FALSE(lattice.has_odd_ring());
  CHECK(lattice_parameters(generate_model("ising:4x3")).has_odd_ring());
}

TEST_CASE("a lattice is in a field if one site is") {
  Record model = sound();
  CHECK_FALSE(lattice_parameters(model).has_field());
  model.set("h", {2, 3}, {0, 0, 0, 0, 0.5, 0});
  CHECK(lattice_parameters(model).has_field());
}

TEST_CASE("a broken lattice is refused with its file and dataset named") {
  Record model = sound();
  std::string key = "J";
  SECTION("J lacks the axis dimension") { model.set(key, {2, 3}, std::vector<double>(6, 1)); }
  SECTION("J belongs to another shape") { model.set(key, {2, 3, 2}, std::vector<double>(12, 1)); }
  SECTION("J holds NaN") {
    model.set(key, {2, 2, 3}, std::vector<double>(12, std::numeric_limits<double>::quiet_NaN()));
  }
  SECTION("h is flat") { model.set(key = "h", std::vector<double>(6, 1)); }
  SECTION("h holds infinity") {
    model.set(key = "h", {2, 3}, std::vector<double>(6, std::numeric_limits<double>::infinity()));
  }
  CHECK_THAT(refusal(model), Contains("l.h5") && Contains("'" + key + "'"));
}

TEST_CASE("an impossible shape is refused") {
  Record model = sound();
  auto const with_shape = [&](Integers const& shape) {
    model.attributes["@shape"] = shape;
    return refusal(model);
  };
  CHECK_THAT(with_shape({}), Contains("0 axes"));
  CHECK_THAT(with_shape({2, 2, 2, 2, 2}), Contains("5 axes"));
  CHECK_THAT(with_shape({2, 0}), Contains("side of 0"));
  CHECK_THAT(with_shape({-2, -3}), Contains("side of -2"));
  CHECK_THAT(with_shape({1 << 20, 1 << 20}), Contains("more than"));
  CHECK_THAT(with_shape({4, std::int64_t{1} << 62}), Contains("more than"));  // 2^64 wraps to 0
  model.attributes.erase("@shape");
  CHECK_THAT(refusal(model), Contains("'shape'"));
}

TEST_CASE("an impossible boundary is refused") {
  Record model = sound();
  model.attributes["@periodic"] = Integers{1};
  CHECK_THAT(refusal(model), Contains("periodic has 1"));
  model.attributes["@periodic"] = Integers{1, 2};
  CHECK_THAT(refusal(model), Contains("periodic holds 2"));
  model.attributes.erase("@periodic");
  CHECK_THAT(refusal(model), Contains("'periodic'"));
}

TEST_CASE("a lattice without couplings is refused") {
  Record model = sound();
  model.arrays.erase("J");
  CHECK_THAT(refusal(model), Contains("neither"));
  model.attributes["@coupling"] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(refusal(model), Contains("coupling = nan"));
}

TEST_CASE("temperature scales the whole energy of a lattice") {
  Record model = sound();
  model.set("h", {2, 3}, {1, 2, 3, 4, 5, 6});
  LatticeParameters const lattice = at_temperature(lattice_parameters(model), 2);
  CHECK(lattice.J == std::vector<double>{2, 4, 6, 8, 10, 12, 14, 16, 0, 20, 22, 0});
  CHECK(lattice.h == std::vector<double>{2, 4, 6, 8, 10, 12});
}
