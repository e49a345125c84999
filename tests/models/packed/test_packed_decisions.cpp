#include "models/packed/packed_lattice.hpp"
#include "models/packed/packed_replicas.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <span>
#include <vector>

using namespace lnz;

namespace {

/// A bond of a site: the other end and the sign of J.
struct Bond {
  std::size_t to;
  int sign;
};

std::vector<std::vector<Bond>> bonds_of(LatticeParameters const& lattice) {
  std::vector<std::vector<Bond>> bonds(lattice.sites());
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t i = 0; i < lattice.sites(); ++i) {
      if (!lattice.has_bond(axis, i)) continue;
      std::size_t const j = lattice.neighbour(axis, i);
      int const sign = lattice.bond(axis, i) > 0 ? 1 : -1;
      bonds[i].push_back({j, sign});
      bonds[j].push_back({i, sign});
    }
  return bonds;
}

/// P(flip) of a spin with m more satisfied than broken bonds, K = beta |J|.
double flip_probability(double K, int m) {
  if (K == 0) return 0.5;
  return m > 0 ? std::exp(-2 * K * m) : 1;
}

/// Decisions of equal probability: of one lane, colour, old spin and m.
struct Class {
  double decisions = 0, flips = 0;
};

/// What sweeps decided, spin by spin, beside the law: even spins given the state before, odd ones
/// given the even spins after.
class Decisions {
 public:
  Decisions(LatticeParameters const& lattice, std::span<double const> beta)
      : sites_(lattice.sites()),
        bonds_(bonds_of(lattice)),
        p_(beta.size()),
        classes_(beta.size() * kClasses),
        residual_(beta.size() * sites_),
        variance_(residual_.size()) {
    for (std::size_t i = 0; i < sites_; ++i) colour_.push_back(lattice.colour(i));
    for (std::size_t lane = 0; lane < beta.size(); ++lane)
      for (int m = -kMost; m <= kMost; ++m)
        p_[lane].push_back(flip_probability(beta[lane] * *lattice.bond_strength(), m));
    // Words, rows, layers and blocks are powers of two; then the same site of other lanes.
    for (std::size_t power = 2; power < sites_; power *= 2)
      for (std::size_t const d : {power - 1, power, power + 1}) pairs_.push_back({d});
    for (std::size_t lane = 1; lane < beta.size(); ++lane) pairs_.push_back({lane * sites_});
  }

  void add(std::span<std::int8_t const> before, std::span<std::int8_t const> after) {
    for (std::size_t at = 0; at < before.size(); ++at) decide(at, before, after);
  }

  /// Of the decisions that were added last.
  void add_pairs() {
    for (Pairs& pairs : pairs_)
      for (std::size_t at = 0; at + pairs.apart < residual_.size(); ++at) {
        pairs.sum += residual_[at] * residual_[at + pairs.apart];
        pairs.variance += variance_[at] * variance_[at + pairs.apart];
      }
  }

  /// Moves that mend as much as they break are certain; others' counts are binomial.
  void check_classes() const {
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      auto const [decisions, flips] = classes_[i];
      double const p = p_[i / kClasses][i % kLosses], variance = decisions * p * (1 - p);
      INFO("lane " << i / kClasses << ", class " << i % kClasses << ": " << flips << " of "
                   << decisions << ", p = " << p);
      if (p == 1) CHECK(flips == decisions);
      if (variance >= 10) CHECK(std::abs(flips - decisions * p) < 4.5 * std::sqrt(variance));
    }
  }

  void check_pairs() const {
    for (Pairs const& pairs : pairs_) {
      INFO("decisions " << pairs.apart << " apart, lane by lane and site by site");
      CHECK(std::abs(pairs.sum) < 4.5 * std::sqrt(pairs.variance));
    }
  }

 private:
  static constexpr int kMost = 8;  ///< bonds of a site
  static constexpr std::size_t kLosses = 2 * kMost + 1, kClasses = 4 * kLosses;

  /// Products of what is unforeseen in two decisions, [lanes, sites] so far apart.
  struct Pairs {
    std::size_t apart;
    double sum = 0, variance = 0;
  };

  void decide(std::size_t at, std::span<std::int8_t const> before,
              std::span<std::int8_t const> after) {
    std::size_t const site = at % sites_, lane = at / sites_;
    int const colour = colour_[site], spin = before[at];
    auto const met = (colour == 0 ? before : after).subspan(at - site, sites_);
    int m = 0;
    for (Bond const bond : bonds_[site]) m += bond.sign * spin * met[bond.to];
    auto const loss = static_cast<std::size_t>(m + kMost);
    double const p = p_[lane][loss], flip = after[at] != spin;
    Class& of = classes_[lane * kClasses +
                         static_cast<std::size_t>(2 * colour + (spin > 0)) * kLosses + loss];
    ++of.decisions;
    of.flips += flip;
    residual_[at] = flip - p;
    variance_[at] = p * (1 - p);
  }

  std::size_t sites_;
  std::vector<std::vector<Bond>> bonds_;
  std::vector<int> colour_;
  std::vector<std::vector<double>> p_;       ///< [lanes][m + kMost]
  std::vector<Class> classes_;               ///< [lanes, colours, spins, m + kMost]
  std::vector<double> residual_, variance_;  ///< of the last sweep, [lanes, sites]
  std::vector<Pairs> pairs_;
};

/// Lanes at temperatures of their own, from independent spins on.
template <class Model>
void check_decisions(std::string const& form, std::vector<double> const& beta, int sweeps) {
  INFO(form);
  LatticeParameters const lattice = lattice_parameters(generate_model(form));
  REQUIRE_FALSE(Model::refusal(lattice));
  Model const model(lattice);
  Decisions decisions(lattice, beta);
  Stream reference(23, Purpose::reference, 0, 0);
  auto x = model.draw_reference(static_cast<int>(beta.size()), reference);
  auto before = model.units(x);
  for (int step = 0; step < sweeps; ++step) {
    Stream random(23, Purpose::sweep, 0, static_cast<std::uint64_t>(step));
    model.sweep(x, beta, random);
    auto after = model.units(x);
    decisions.add(before, after);
    if (step % 4 == 3) decisions.add_pairs();
    before = std::move(after);
  }
  decisions.check_classes();
  decisions.check_pairs();
}

/// From fresh draws to rare moves; exp(-2 K m) = 1.5 2^-12 where K m = 4 0.99 = 2 1.98, which a
/// threshold of 12 bits takes for 2^-12 or 2^-11.
std::vector<double> const kBetas{0, 0.02, 0.11, 0.33, 0.4407, 0.99, 1.98};

}  // namespace

TEST_CASE(
    "every decision of a packed lattice has Metropolis' probability, and none tells another") {
  check_decisions<PackedLattice>("ising:128x128", kBetas, 160);
  check_decisions<PackedLattice>("ising:128x128,J=pm1", kBetas, 40);
  check_decisions<PackedLattice>("ising:4096,J=pm1", kBetas, 40);
  check_decisions<PackedLattice>("ising:16x16x32,J=-0.7", kBetas, 40);
  check_decisions<PackedLattice>("ising:16x16x32,J=pm1", kBetas, 40);
  check_decisions<PackedLattice>("ising:8x8x8x16,J=pm1", kBetas, 40);
}

TEST_CASE("every decision of packed replicas has Metropolis' probability, and none tells another") {
  std::vector<double> beta;
  for (std::size_t lane = 0; lane < 70; ++lane) beta.push_back(kBetas[lane % kBetas.size()]);
  check_decisions<PackedReplicas>("ising:32x64,J=pm1", beta, 40);
  check_decisions<PackedReplicas>("ising:7x8x12,J=pm1,boundary=opo", beta, 40);
}
