#include "models/clusters/wolff.hpp"

#include <cmath>
#include <utility>

namespace lnz {
namespace {

/// Seed of the count of clusters, which belongs to the model and not to a run.
constexpr ArsKey kCountKey{1, 2};

/// Spins flipped for a count at one beta, in units of the sites.
constexpr std::size_t kCountPasses = 4;

}  // namespace

/// One lane at one beta, cluster after cluster.
class Wolff::Lane {
 public:
  Lane(ClusterSystem const& system, ClusterSystem::Spins spins, double beta, LaneWords const& words)
      : system_(system), spins_(spins), beta_(beta), words_(words), joins_(system.joins(beta)) {}

  bool coin() { return word() >> 31; }

  /// Flips the cluster of a random site, or not; returns its size.
  std::size_t flip() {
    auto const seed = static_cast<std::uint32_t>(std::uint64_t{word()} * spins_.size() >> 32);
    grow(seed);
    if (system_.has_field() && !accepted(-spins_[seed]))
      for (std::uint32_t const site : cluster_)
        spins_[site] = static_cast<std::int8_t>(-spins_[site]);
    return cluster_.size();
  }

 private:
  std::uint32_t word() {
    if (used_ == drawn_.size()) {
      words_.fill(chunk_++, drawn_);
      used_ = 0;
    }
    return drawn_[used_++];
  }

  /// Collects a site's cluster and flips its spins, which marks them as collected.
  void grow(std::uint32_t seed) {
    SpinGraph const& bonds = system_.graph();
    std::int8_t const sign = spins_[seed];
    auto const flipped = static_cast<std::int8_t>(-sign);
    cluster_.assign(1, seed);
    spins_[seed] = flipped;
    for (std::size_t n = 0; n < cluster_.size(); ++n)
      for (std::uint32_t k = bonds.first[cluster_[n]]; k < bonds.first[cluster_[n] + 1]; ++k) {
        std::uint32_t const site = bonds.neighbour[k];
        if (spins_[site] != sign || word() >= joins_[system_.coupling_of(k)]) continue;
        spins_[site] = flipped;
        cluster_.push_back(site);
      }
  }

  /// Whether the flip of the cluster from `sign` is accepted.
  bool accepted(int sign) {
    double field = 0;
    for (std::uint32_t const site : cluster_) field += system_.field(site, beta_);
    return (word() + 0.5) * 0x1p-32 < std::exp(-2 * sign * field);
  }

  ClusterSystem const& system_;
  ClusterSystem::Spins spins_;
  double beta_;
  LaneWords words_;
  std::array<std::uint32_t, 256> drawn_;
  std::size_t used_ = drawn_.size();
  std::uint32_t chunk_ = 0;
  std::vector<std::uint32_t> joins_;
  std::vector<std::uint32_t> cluster_;
};

Wolff::Wolff(std::shared_ptr<ClusterSystem const> system) : system_(std::move(system)) {
  std::vector<std::int8_t> spins(system_->sites(), 1);
  for (std::size_t k = 0; k <= kBetas; ++k) {
    Lane lane(*system_, spins, static_cast<double>(k) / kBetas, LaneWords(kCountKey, k));
    std::size_t collected = 0, clusters = 0;
    for (; collected < kCountPasses * system_->sites(); ++clusters) collected += lane.flip();
    clusters_[k] = (clusters + kCountPasses - 1) / kCountPasses;
  }
}

std::size_t Wolff::clusters(double beta) const {
  return clusters_[static_cast<std::size_t>(std::lround(beta * kBetas))];
}

void Wolff::move(ClusterSystem::Spins spins, double beta, LaneWords const& words) const {
  Lane lane(*system_, spins, beta, words);
  for (std::size_t left = clusters(beta) + lane.coin(); left > 0; --left) lane.flip();
}

}  // namespace lnz
