#include "models/heat_bath/checkerboard.hpp"
#include "models/heat_bath/heat_bath_lattice.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

using namespace lnz;
using Catch::Contains;

namespace {

/// Rings of two and of more sites, open sides of odd and even lengths, rows of less and more than
/// a vector, in one to four dimensions.
std::string const kLattices[]{"ising:1,h=0.3",
                              "ising:2,J=gauss",
                              "ising:9,J=gauss,h=0.2,boundary=open",
                              "ising:1200,J=gauss",
                              "ising:2x2,J=gauss,h=-0.4",
                              "ising:6x34,J=gauss",
                              "ising:33x5,J=gauss,boundary=open",
                              "ising:35x32,J=gauss,h=0.1,boundary=op",
                              "ising:3x1x64,J=gauss,boundary=oop",
                              "ising:4x6x2,J=gauss",
                              "ising:4x3x70,J=gauss,boundary=pop",
                              "ising:5x7x3,J=gauss,boundary=open",
                              "ising:2x4x6x8,J=gauss,h=0.7",
                              "ising:3x4x5x6,J=gauss,boundary=opop"};

LatticeParameters lattice_of(std::string const& form) {
  return lattice_parameters(generate_model(form));
}

/// Means 0.2, 0.5 and 0.8 in turn.
Reference fitted(std::size_t sites) {
  Reference reference;
  for (std::size_t i = 0; i < sites; ++i)
    reference.mean.push_back(0.2 + 0.3 * static_cast<double>(i % 3));
  return reference;
}

/// ln f_1 - ln f_0 of one lane, the slow way.
double target_ratio(LatticeParameters const& lattice, Reference const& reference,
                    std::span<std::int8_t const> s) {
  double sum = 0;
  for (std::size_t i = 0; i < lattice.sites(); ++i) {
    for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
      if (lattice.has_bond(axis, i))
        sum += lattice.bond(axis, i) * s[i] * s[lattice.neighbour(axis, i)];
    double const g = reference.mean.empty() ? 0 : std::atanh(2 * reference.mean[i] - 1);
    sum += (lattice.field(i) - g) * s[i];
  }
  return sum;
}

HeatBathLattice::State moved(HeatBathLattice const& model, std::vector<double> const& beta,
                             std::uint64_t sweeps) {
  Stream reference(3, Purpose::reference, 0, 0);
  auto x = model.draw_reference(static_cast<int>(beta.size()), reference);
  for (std::uint64_t step = 0; step < sweeps; ++step) {
    Stream random(3, Purpose::sweep, 0, step);
    model.sweep(x, beta, random);
  }
  return x;
}

}  // namespace

TEST_CASE("every site of a checkerboard has a place of its own, beside its neighbours'") {
  for (std::string const& form : kLattices) {
    INFO(form);
    LatticeParameters const lattice = lattice_of(form);
    Checkerboard const board(lattice);
    std::set<std::pair<int, std::size_t>> taken;
    for (std::size_t site = 0; site < lattice.sites(); ++site) {
      auto const [colour, at] = board.place(site);
      CHECK(colour == lattice.colour(site));
      CHECK(at + Checkerboard::kMargin < board.plane());
      taken.insert({colour, at});
    }
    CHECK(taken.size() == lattice.sites());
  }
}

TEST_CASE("the log ratio from reference to target is the sum over true bonds and fields") {
  for (std::string const& form : kLattices) {
    LatticeParameters const lattice = lattice_of(form);
    for (Reference const& reference : {Reference{}, fitted(lattice.sites())}) {
      INFO(form << (reference.mean.empty() ? ", uniform" : ", fitted"));
      HeatBathLattice const model(lattice, reference);
      auto const x = moved(model, {0.3, 0.9}, 2);
      std::vector<double> const zero{0, 0}, half{0.5, 0.5}, one{1, 1};
      std::vector<double> ratio(2), first(2), second(2);
      model.log_ratio(x, zero, one, ratio);
      model.log_ratio(x, zero, half, first);
      model.log_ratio(x, half, one, second);
      auto const units = model.units(x);
      // What rounding took is summed in single precision: 2^-47 of the largest field, some ten
      // times.
      double const bound = 1e-12 + 5e-12 * static_cast<double>(lattice.sites());
      for (std::size_t l = 0; l < 2; ++l) {
        double const exact = target_ratio(
            lattice, reference, std::span(units).subspan(l * lattice.sites(), lattice.sites()));
        CHECK(std::abs(ratio[l] - exact) < bound);
        CHECK(std::abs(first[l] + second[l] - exact) < bound);
      }
    }
  }
}

TEST_CASE("a restored lattice has the slope of the saved one to the bit") {
  for (std::string const& form : kLattices) {
    INFO(form);
    LatticeParameters const lattice = lattice_of(form);
    HeatBathLattice const model(lattice, fitted(lattice.sites()));
    auto const x = moved(model, {0.2, 0.8, 1}, 3);
    auto const units = model.units(x);
    auto const restored = model.restore(units, 3);
    CHECK(restored.slope == x.slope);
    CHECK(model.units(restored) == units);
  }
}

TEST_CASE("in the cold a ground state without frustration stays, whatever its bonds") {
  for (std::string const& form : kLattices) {
    INFO(form);
    LatticeParameters lattice = lattice_of(form);
    if (lattice.J.empty()) continue;
    lattice.h.clear();
    std::vector<std::int8_t> ground;
    Stream random(8, Purpose::couplings, 0, 0);
    for (std::size_t i = 0; i < lattice.sites(); ++i)
      ground.push_back(random.bits() >> 31 ? 1 : -1);
    for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
      for (std::size_t i = 0; i < lattice.sites(); ++i)
        if (lattice.has_bond(axis, i))
          lattice.J[axis * lattice.sites() + i] =
              (1 + random.uniform()) * ground[i] * ground[lattice.neighbour(axis, i)];
    HeatBathLattice const model(lattice);
    auto x = model.restore(ground, 1);
    model.sweep(x, std::vector<double>{20}, random);
    CHECK(model.units(x) == ground);
  }
}

TEST_CASE("spins without bonds follow their field as often as the logistic function says") {
  for (double const h : {-7.0, -2.0, -0.3, 0.0, 0.01, 0.8, 3.0}) {
    constexpr double kBeta = 0.9, kSites = 256 * 256, kLanes = 64;
    LatticeParameters lattice = lattice_of("ising:256x256,J=0");
    lattice.h.assign(lattice.sites(), h);
    for (Reference const& reference : {Reference{}, Reference{{std::vector(65536, 0.3)}}}) {
      HeatBathLattice const model(lattice, reference);
      double ups = 0;
      auto const units = model.units(moved(model, std::vector<double>(kLanes, kBeta), 1));
      for (auto const s : units) ups += s == 1;
      double const g = reference.mean.empty() ? 0 : std::atanh(2 * 0.3 - 1),
                   p = 1 / (1 + std::exp(-2 * (kBeta * h + (1 - kBeta) * g))), n = kSites * kLanes;
      INFO("h = " << h << ": " << ups << " of " << n << ", expected " << n * p);
      CHECK(std::abs(ups - n * p) < 4 * std::sqrt(n * p * (1 - p)) + 1);
    }
  }
}

TEST_CASE("a lane does not depend on what other lanes do, nor on how many there are") {
  HeatBathLattice const model(lattice_of("ising:34x20,J=gauss,h=0.3"));
  auto const first_lane = [&](std::vector<double> const& beta) {
    auto units = model.units(moved(model, beta, 4));
    units.resize(34 * 20);
    return units;
  };
  CHECK(first_lane({0.7, 0, 0}) == first_lane({0.7, 1, 0.2}));
}

TEST_CASE("threads that share a sweep by heat bath do not change its bits") {
  int const before = thread_count();
  // Two and a half chunks of lines, of layers, and one ring, which no threads share.
  for (std::string const form : {"ising:640x256,J=gauss", "ising:40x64x64,J=gauss,boundary=opp",
                                 "ising:200000,J=gauss,h=0.1"}) {
    INFO(form);
    HeatBathLattice const model(lattice_of(form));
    set_thread_count(1);
    auto const alone = moved(model, {0.4, 0.9}, 3);
    set_thread_count(3);
    auto const shared = moved(model, {0.4, 0.9}, 3);
    CHECK(model.units(shared) == model.units(alone));
    CHECK(shared.slope == alone.slope);
    CHECK(model.restore(model.units(shared), 2).slope == alone.slope);
  }
  set_thread_count(before);
}

TEST_CASE("odd rings, and couplings whose rounding would count, have no moves by heat bath") {
  auto const refusal = [](LatticeParameters const& lattice) {
    return HeatBathLattice::refusal(lattice, {}).value_or("");
  };
  CHECK_THAT(refusal(lattice_of("ising:5x4,J=gauss")), Contains("odd"));
  CHECK(refusal(lattice_of("ising:5x4,J=gauss,boundary=op")).empty());
  LatticeParameters lattice = lattice_of("ising:64x64,J=gauss");
  CHECK(refusal(lattice).empty());
  lattice.J.front() = 1e6;  // the unit of all couplings: 2
  CHECK_THAT(refusal(lattice), Contains("rounding"));
  lattice.J.front() = 1e300;
  CHECK_THAT(refusal(lattice), Contains("rounding"));
}
