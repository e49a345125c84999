#include "models/clusters/cluster_spins.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "parallel/threads.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace lnz;
using Catch::Contains;

namespace {

SpinParameters system_of(std::string const& form, double beta) {
  return to_spins(at_temperature(lattice_parameters(generate_model(form)), beta));
}

/// The slopes and spins of some lanes after sweeps with a seed.
ClusterSpins::State moved(ClusterSpins const& model, std::vector<double> const& beta, int sweeps) {
  Stream reference(5, Purpose::reference, 0, 0);
  ClusterSpins::State x = model.draw_reference(static_cast<int>(beta.size()), reference);
  for (int t = 0; t < sweeps; ++t) {
    Stream random(5, Purpose::sweep, 0, static_cast<std::uint64_t>(t));
    model.sweep(x, beta, random);
  }
  return x;
}

/// Mean of s s over bonds times 2 over 128 chains of a 16 x 16 torus against Kaufman's.
void check_critical_energy(std::string const& moves) {
  double const beta = std::log1p(std::sqrt(2.0)) / 2;
  ClusterSpins const model(system_of("ising:16x16", beta), {}, moves);
  std::size_t const chains = 128;
  std::uint64_t const burn_in = 50, sweeps = 500;
  Stream reference(3, Purpose::reference, 0, 0);
  ClusterSpins::State x = model.draw_reference(chains, reference);
  std::vector<double> const one(chains, 1.0);
  std::vector<double> energy(chains);
  for (std::uint64_t t = 0; t < burn_in + sweeps; ++t) {
    Stream random(3, Purpose::sweep, 0, t);
    model.sweep(x, one, random);
    for (std::size_t l = 0; t >= burn_in && l < chains; ++l)
      energy[l] += x.slope[l] / (beta * static_cast<double>(sweeps) * 256);
  }
  double const mean = std::accumulate(energy.begin(), energy.end(), 0.0) / chains;
  double squares = 0;
  for (double const e : energy) squares += (e - mean) * (e - mean);
  double const std_error = std::sqrt(squares / chains / (chains - 1));
  INFO(moves << ": " << mean << " +- " << std_error);
  CHECK(std_error < 2e-3);
  CHECK(std::abs(mean - 1.4530648528) < 4 * std_error);
}

}  // namespace

TEST_CASE("the energy of a critical torus under cluster moves is Kaufman's") {
  check_critical_energy("swendsen-wang");
  check_critical_energy("wolff");
}

TEST_CASE("threads change no bit of cluster moves, with one wide lane and with many") {
  int const before = thread_count();
  // 67,600 sites: three strips.
  SpinParameters const wide = system_of("ising:260x260,h=0.01", 0.42);
  SpinParameters const small = system_of("ising:20x20", 0.42);
  for (std::string const moves : {"swendsen-wang", "wolff"}) {
    ClusterSpins const one(wide, {}, moves), many(small, {}, moves);
    set_thread_count(1);
    ClusterSpins::State const a = moved(one, {1}, 3), b = moved(many, {0, 0.5, 0.7, 1, 1}, 10);
    for (int threads : {2, 3}) {
      set_thread_count(threads);
      ClusterSpins::State const c = moved(one, {1}, 3), d = moved(many, {0, 0.5, 0.7, 1, 1}, 10);
      CHECK(a.spins == c.spins);
      CHECK(a.slope == c.slope);
      CHECK(b.spins == d.spins);
      CHECK(b.slope == d.slope);
    }
  }
  set_thread_count(before);
}

TEST_CASE("a lane moved by clusters does not depend on what other lanes do") {
  SpinParameters const system = system_of("ising:8x8", 0.42);
  for (std::string const moves : {"swendsen-wang", "wolff"}) {
    ClusterSpins const model(system, {}, moves);
    ClusterSpins::State const a = moved(model, {0.1, 0.2, 0.9}, 20),
                              b = moved(model, {0.8, 1, 0.9}, 20);
    CHECK(std::equal(a.spins.end() - 64, a.spins.end(), b.spins.end() - 64));
    CHECK(!std::equal(a.spins.begin(), a.spins.begin() + 64, b.spins.begin()));
  }
}

TEST_CASE("a sweep of Wolff's is many clusters in the heat and few in the cold") {
  auto const system =
      std::make_shared<ClusterSystem const>(system_of("ising:32x32", 0.6), Reference{}, "wolff");
  Wolff const moves(system);
  CHECK(moves.clusters(0) == 1024);
  CHECK(moves.clusters(0.5) < 1024 / 2);
  CHECK(moves.clusters(1) <= 2);
}

TEST_CASE("the slope under cluster moves is that of single spins, strip by strip") {
  SpinParameters const system = system_of("ising:8x8,h=0.25", 0.5);
  ClusterSpins const whole(system, {}, "swendsen-wang"), cut(system, {}, "swendsen-wang", 5);
  ClusterSpins::State const x = moved(whole, {0.6, 0.9}, 5);
  CHECK(cut.restore(x.spins, 2).slope == x.slope);  // multiples of 1/8: no rounding
}

TEST_CASE("units that are no spins are restored as spins of their sign under cluster moves") {
  SpinParameters const system = to_spins(lattice_parameters(generate_model("ising:3x3")));
  ModelHandle const model = erase(ClusterSpins(system, {}, "wolff"));
  Block wild = model.make_block(1, 0, 1), tame = model.make_block(1, 0, 1);
  std::vector<std::int8_t> const units{77, -77, 1, -128, 127, -1, 2, -2, 5},
      spins{1, -1, 1, -1, 1, -1, 1, -1, 1};
  wild.load(std::as_bytes(std::span(units)));
  tame.load(std::as_bytes(std::span(spins)));
  CHECK(wild.save() == tame.save());
}

TEST_CASE("clusters of antiferromagnetic bonds are refused by the bond") {
  SpinParameters const system{
      .sites = 4, .edges = {{0, 1}, {3, 1}}, .J = {1, -0.5}, .h = {0, 0, 0, 0}};
  for (std::string const moves : {"swendsen-wang", "wolff"})
    CHECK_THAT(refused([&] { ClusterSpins(system, {}, moves); }),
               Contains("--moves = " + moves) && Contains("bond 1-3 is antiferromagnetic"));
  Record const glass = generate_model("ising:8x8,J=pm1,seed=3");
  CHECK_THAT(refused([&] { kind_of(glass).make(glass, 1, {}, {.moves = "wolff"}); }),
             Contains("antiferromagnetic"));
}

TEST_CASE("a ferromagnet whose repeated bonds add up to one is not refused") {
  SpinParameters const system{.sites = 2, .edges = {{0, 1}, {1, 0}}, .J = {1, -0.4}, .h = {0, 0}};
  CHECK_NOTHROW(ClusterSpins(system, {}, "swendsen-wang"));
}
