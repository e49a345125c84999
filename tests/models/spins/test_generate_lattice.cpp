#include "lnz/stream.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace lnz;
using Catch::Contains;

TEST_CASE("random couplings are one draw a bond in the order of axes and sites") {
  Stream random(7, Purpose::couplings, 0, 0);
  double (*draw)(Stream&) = nullptr;
  std::string form;
  SECTION("signs") {
    form = "ising:3x4,J=pm1,seed=7,boundary=op";
    draw = [](Stream& r) { return r.bits() >> 31 ? 1.0 : -1.0; };
  }
  SECTION("normal numbers") {
    form = "ising:3x4,J=gauss,seed=7,boundary=op";
    draw = [](Stream& r) { return r.normal(); };
  }
  LatticeParameters const lattice = lattice_parameters(generate_model(form));
  for (std::size_t k = 0; k < 24; ++k) {
    bool const past_the_end = k >= 8 && k < 12;  // axis 0, last row
    CHECK(lattice.J[k] == (past_the_end ? 0 : draw(random)));
  }
}

TEST_CASE("both signs of a coupling are equally frequent") {
  LatticeParameters const lattice = lattice_parameters(generate_model("ising:100x100,J=pm1"));
  auto const plus = std::ranges::count(lattice.J, 1.0);
  CHECK(std::ranges::count(lattice.J, -1.0) == 20000 - plus);
  CHECK(std::abs(static_cast<double>(plus) - 10000) < 4 * std::sqrt(5000));
}

TEST_CASE("a lattice is a ferromagnet without field on a torus by default") {
  LatticeParameters const lattice = lattice_parameters(generate_model("ising:3x3"));
  CHECK(lattice.coupling == 1);
  CHECK(lattice.periodic == std::vector<bool>{true, true});
  CHECK_FALSE(lattice.has_field());
}

TEST_CASE("the coupling and field of a short form reach every bond and site") {
  LatticeParameters const lattice = lattice_parameters(generate_model("ising:2x2x2,J=-0.5,h=1.5"));
  CHECK(lattice.bond(2, 7) == -0.5);
  CHECK(lattice.h == std::vector<double>(8, 1.5));
}

TEST_CASE("a uniform lattice of a million sites needs no arrays") {
  CHECK(generate_model("ising:1024x1024,J=1").arrays.empty());
}

TEST_CASE("a short form that means no lattice is refused") {
  auto const refusal = [](std::string const& form) {
    return refused([&] { generate_model(form); });
  };
  CHECK_THAT(refusal("ising:2x2x2x2x2"), Contains("5 axes"));
  CHECK_THAT(refusal("ising:4x4,J=pm2"), Contains("pm1, gauss or a number"));
  CHECK_THAT(refusal("ising:4x4,J=1e999"), Contains("J"));
  CHECK_THAT(refusal("ising:4x4,J="), Contains("J"));
  CHECK_THAT(refusal("ising:4x4,h=nan"), Contains("h"));
  CHECK_THAT(refusal("ising:4x4,boundary=opo"), Contains("boundary"));
  CHECK_THAT(refusal("ising:4x4,boundary=px"), Contains("boundary"));
  CHECK_THAT(refusal("ising:4x4,sed=1"), Contains("did you mean 'seed'"));
  CHECK_THAT(refusal("ising:65536x65536"), Contains("more than"));
  CHECK_THAT(refusal("ising:0x4"), Contains("'0'"));
  CHECK_THAT(refusal("ising:-4x4"), Contains("'-4'"));
}
