#include "models/packed/exact_strip.hpp"
#include "models/packed/packed_lattice.hpp"
#include "models/registry.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

constexpr std::size_t kLanes = 100, kBatches = 40, kCells = 256;

/// Columns between pairs that are looked at in one lattice: at these temperatures their correlation
/// is below 2^-30.
constexpr std::size_t kApart = 64;

/// Pairs of columns by their place among all pairs, before one sweep and after it.
void check_invariance(std::string const& form, double beta) {
  INFO(form << " at beta = " << beta);
  LatticeParameters const lattice = lattice_parameters(generate_model(form));
  PackedLattice const model(lattice);
  ExactStrip const strip(lattice, beta);
  std::vector<double> drawn(kCells), swept(kCells);
  auto const count = [&](std::span<std::int8_t const> all, Stream& random,
                         std::vector<double>& cells) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      for (std::size_t column = lane % kApart; column < strip.columns(); column += kApart) {
        double const place = strip.place_of_pair(
            column, all.subspan(lane * lattice.sites(), lattice.sites()), random.uniform());
        ++cells[std::min(kCells - 1, static_cast<std::size_t>(place * kCells))];
      }
  };
  for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
    Stream draws(17, Purpose::data, 0, batch), moves(17, Purpose::sweep, 0, batch);
    std::vector<std::int8_t> all;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      auto const one = strip.draw(draws);
      all.insert(all.end(), one.begin(), one.end());
    }
    count(all, draws, drawn);
    auto x = model.restore(all, static_cast<int>(kLanes));
    model.sweep(x, std::vector<double>(kLanes, beta), moves);
    count(model.units(x), draws, swept);
  }
  std::vector<double> const uniform(kCells, 1.0 / kCells);
  CHECK(excess_of_counts(drawn, uniform) < 4);
  CHECK(excess_of_counts(swept, uniform) < 4);
}

}  // namespace

TEST_CASE("a sweep of a packed ring keeps the distribution of exact draws") {
  check_invariance("ising:1024,J=pm1,seed=3", 0.8);
}

TEST_CASE("a sweep of a packed glass keeps the distribution of exact draws") {
  check_invariance("ising:4x512,J=pm1,seed=4", 0.7);
}

TEST_CASE("a sweep of a packed ferromagnet keeps the distribution of exact draws") {
  check_invariance("ising:4x512", 0.35);
}

TEST_CASE("a sweep of a packed antiferromagnet in three dimensions keeps exact draws") {
  check_invariance("ising:2x2x1024,J=-1", 0.2);
}
