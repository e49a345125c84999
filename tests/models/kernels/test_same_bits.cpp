#include "every_target.hpp"
#include "models/heat_bath/heat_bath_lattice.hpp"
#include "models/packed/packed_lattice.hpp"
#include "models/packed/packed_replicas.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <vector>

using namespace lnz;

namespace {

/// Spins and slopes after a few sweeps of lanes at different temperatures.
template <class Model>
auto sweeps(std::string const& form, std::size_t lanes) {
  Model const model(lattice_parameters(generate_model(form)));
  Stream reference(3, Purpose::reference, 0, 0);
  auto x = model.draw_reference(static_cast<int>(lanes), reference);
  std::vector<double> beta(lanes);
  for (std::size_t l = 0; l < lanes; ++l) beta[l] = static_cast<double>(l % 7) / 7;
  for (std::uint64_t step = 0; step < 5; ++step) {
    Stream random(3, Purpose::sweep, 0, step);
    model.sweep(x, beta, random);
  }
  return std::pair(model.units(x), x.slope);
}

template <class Model>
void check(std::string const& form, std::size_t lanes) {
  decltype(sweeps<Model>(form, lanes)) first;
  bool has_first = false;
  on_every_target([&] {
    auto const here = sweeps<Model>(form, lanes);
    if (!std::exchange(has_first, true)) first = here;
    CHECK(here == first);
  });
}

}  // namespace

TEST_CASE("packed replicas have the same bits on every instruction set") {
  std::string const form = GENERATE("ising:32x32,J=pm1", "ising:7x9,boundary=open",
                                    "ising:4x6x5,J=pm1,boundary=ppo", "ising:2x4x2x6,J=-1");
  check<PackedReplicas>(form, GENERATE(1, 300));
}

TEST_CASE("packed lattices have the same bits on every instruction set") {
  check<PackedLattice>(GENERATE("ising:1024,J=-1", "ising:64x128,J=pm1", "ising:256x256",
                                "ising:16x16x32,J=pm1", "ising:8x8x8x16"),
                       2);
}

TEST_CASE("lattices moved by heat bath have the same bits on every instruction set") {
  check<HeatBathLattice>(
      GENERATE("ising:600,J=gauss", "ising:6x1100,J=gauss", "ising:34x20,J=gauss,h=0.3",
               "ising:7x5x9,J=gauss,boundary=open", "ising:2x4x6x36,J=gauss,h=-0.1"),
      2);
}

TEST_CASE("a path by heat bath from fitted means has the same bits on every instruction set") {
  Reference means;
  for (int i = 0; i < 12 * 34; ++i) means.mean.push_back(0.1 + 0.02 * (i % 40));
  HeatBathLattice const model(lattice_parameters(generate_model("ising:12x34,J=gauss")), means);
  std::vector<std::int8_t> first;
  on_every_target([&] {
    Stream reference(3, Purpose::reference, 0, 0);
    auto x = model.draw_reference(2, reference);
    for (std::uint64_t step = 0; step < 5; ++step) {
      Stream random(3, Purpose::sweep, 0, step);
      model.sweep(x, std::vector<double>{0.4, 1}, random);
    }
    if (first.empty()) first = model.units(x);
    CHECK(model.units(x) == first);
  });
}
