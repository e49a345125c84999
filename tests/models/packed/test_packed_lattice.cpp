#include "lnz/block.hpp"
#include "models/packed/packed_lattice.hpp"
#include "models/packed/packed_replicas.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace lnz;

namespace {

LatticeParameters lattice_of(std::string const& form) {
  return lattice_parameters(generate_model(form));
}

/// sum J s s of one lane, the slow way.
double bond_sum(LatticeParameters const& lattice, std::span<std::int8_t const> s) {
  double sum = 0;
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t site = 0; site < lattice.sites(); ++site)
      if (lattice.has_bond(axis, site))
        sum += lattice.bond(axis, site) * s[site] * s[lattice.neighbour(axis, site)];
  return sum;
}

/// Spins after two sweeps on this many threads.
template <class Model>
auto spins_on(int threads, Model const& model, int lanes) {
  int const before = thread_count();
  set_thread_count(threads);
  Stream reference(3, Purpose::reference, 0, 0);
  auto x = model.draw_reference(lanes, reference);
  std::vector<double> const beta(static_cast<std::size_t>(lanes), 0.4);
  for (std::uint64_t step = 0; step < 2; ++step) {
    Stream random(3, Purpose::sweep, 0, step);
    model.sweep(x, beta, random);
  }
  set_thread_count(before);
  return std::pair(model.units(x), x.slope);
}

template <class Model>
void check_slopes(LatticeParameters const& lattice, int lanes) {
  REQUIRE_FALSE(Model::refusal(lattice));
  Model const model(lattice);
  Stream reference(3, Purpose::reference, 0, 0), random(3, Purpose::sweep, 0, 0);
  auto x = model.draw_reference(lanes, reference);
  auto const n = static_cast<std::size_t>(lanes);
  model.sweep(x, std::vector<double>(n, 0.3), random);
  std::vector<double> const zero(n, 0.0), one(n, 1.0);
  std::vector<double> ratio(n);
  model.log_ratio(x, zero, one, ratio);
  auto const units = model.units(x);
  for (std::size_t l = 0; l < n; ++l)
    CHECK(ratio[l] ==
          bond_sum(lattice, std::span(units).subspan(l * lattice.sites(), lattice.sites())));
}

}  // namespace

namespace {

std::string const kLattices[]{"ising:1024,J=pm1",      "ising:32x64,J=pm1",
                              "ising:128x64,J=pm1",    "ising:16x16x16,J=pm1",
                              "ising:2x1x64x32,J=pm1", "ising:8x8x8x16,J=pm1",
                              "ising:2x2x2x1024,J=pm1"};
std::string const kGraphs[]{"ising:7,J=pm1,boundary=open", "ising:6x4,J=pm1",
                            "ising:5x3,J=pm1,boundary=open", "ising:4x3x5,J=pm1,boundary=poo",
                            "ising:2x4x2x4,J=pm1"};

/// Bonds J_ij = e_i e_j of random spins e, the ground state: no bond is frustrated.
template <class Model>
void check_ground_state(std::string const& form) {
  INFO(form);
  LatticeParameters lattice = lattice_of(form);
  std::vector<std::int8_t> ground;
  Stream random(8, Purpose::couplings, 0, 0);
  for (std::size_t i = 0; i < lattice.sites(); ++i) ground.push_back(random.bits() >> 31 ? 1 : -1);
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t i = 0; i < lattice.sites(); ++i)
      if (lattice.has_bond(axis, i))
        lattice.J[axis * lattice.sites() + i] = ground[i] * ground[lattice.neighbour(axis, i)];
  Model const model(lattice);
  auto x = model.restore(ground, 1);
  std::vector<double> const cold{40};
  model.sweep(x, cold, random);
  CHECK(model.units(x) == ground);
}

}  // namespace

TEST_CASE("in the cold a ground state without frustration stays, whatever the signs of its bonds") {
  for (std::string const& form : kLattices) check_ground_state<PackedLattice>(form);
  for (std::string const& form : kGraphs) check_ground_state<PackedReplicas>(form);
}

TEST_CASE("in the cold an antiferromagnet keeps its two sublattices") {
  PackedLattice const model(lattice_of("ising:16x16x16,J=-1"));
  std::vector<std::int8_t> ground;
  for (int i = 0; i < 4096; ++i) ground.push_back((i ^ i / 16 ^ i / 256) & 1 ? 1 : -1);
  auto x = model.restore(ground, 1);
  Stream random(8, Purpose::sweep, 0, 0);
  model.sweep(x, std::vector<double>{40}, random);
  CHECK(model.units(x) == ground);
  CHECK(x.slope.front() == 3 * 4096);
}

TEST_CASE("every site of a block layout has a bit of its own") {
  for (std::vector<std::size_t> const& shape :
       {std::vector<std::size_t>{1024}, {32, 64}, {16, 1, 16, 16}, {8, 8, 8, 16}}) {
    auto const layout = BlockLayout::of(shape);
    REQUIRE(layout);
    std::size_t sites = 1;
    for (std::size_t const side : shape) sites *= side;
    auto const bits = layout->empty().size() * 512;
    std::vector<bool> taken(2 * bits);
    for (std::size_t site = 0; site < sites; ++site) {
      BlockLayout::Place const at = layout->place(site);
      std::size_t const bit = static_cast<std::size_t>(at.colour) * bits + at.word * 256 + at.bit;
      REQUIRE(!taken[bit]);
      taken[bit] = true;
    }
    CHECK(2 * layout->lines() * layout->line_granules() * 512 == sites);
  }
  CHECK_FALSE(BlockLayout::of({1, 512}));
  CHECK_FALSE(BlockLayout::of({36, 36}));
  CHECK_FALSE(BlockLayout::of({1}));
}

TEST_CASE("the slope of a packed lattice is the sum over its bonds") {
  for (std::string const& form : kLattices) {
    INFO(form);
    check_slopes<PackedLattice>(lattice_of(form), 2);
  }
  check_slopes<PackedLattice>(lattice_of("ising:64x32,J=-0.5"), 1);
  check_slopes<PackedLattice>(lattice_of("ising:64x64"), 3);
}

TEST_CASE("the slope of packed replicas is the sum over a replica's bonds") {
  for (std::string const& form : kGraphs) {
    INFO(form);
    check_slopes<PackedReplicas>(lattice_of(form), 300);
  }
  check_slopes<PackedReplicas>(lattice_of("ising:2x2x2,J=-0.25"), 256);
}

TEST_CASE("a block of few lanes and one of many continue from their saved bits") {
  ModelHandle const model =
      kind_of(generate_model("ising:64x64,J=pm1"))
          .make(generate_model("ising:64x64,J=pm1"), 0.8, {}, {.moves = "metropolis"});
  for (int const lanes : {1, 3, 257}) {
    std::vector<double> beta(static_cast<std::size_t>(lanes));
    std::iota(beta.begin(), beta.end(), 0.0);
    for (double& b : beta) b /= lanes;
    Block block = model.make_block(5, 1, lanes);
    for (std::uint64_t step = 0; step < 3; ++step) block.sweep(beta, step);
    Block other = model.make_block(6, 1, lanes);
    other.load(block.save());
    Block third = model.make_block(5, 1, lanes);
    third.load(block.save());
    block.sweep(beta, 3);
    third.sweep(beta, 3);
    CHECK(block.save() == third.save());
    other.sweep(beta, 3);  // another seed
    CHECK(block.save() != other.save());
  }
}

TEST_CASE("threads that share a sweep do not change its bits") {
  PackedLattice const lattice(lattice_of("ising:2048x4096"));
  CHECK(spins_on(1, lattice, 1) == spins_on(3, lattice, 1));
  PackedReplicas const replicas(lattice_of("ising:128x256,J=pm1"));
  CHECK(spins_on(1, replicas, 2) == spins_on(3, replicas, 2));
}
