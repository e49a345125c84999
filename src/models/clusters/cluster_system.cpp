#include "models/clusters/cluster_system.hpp"

#include "lnz/error.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace lnz {
namespace {

std::uint32_t threshold(double probability) {
  return static_cast<std::uint32_t>(std::min(probability * 0x1p32 + 0.5, 0x1p32 - 1));
}

}  // namespace

ClusterSystem::ClusterSystem(SpinParameters const& system, Reference const& reference,
                             std::string const& moves, std::size_t strip_sites)
    : path_(spin_path(system, reference)), strip_sites_(strip_sites) {
  SpinGraph const& bonds = path_.graph;
  for (std::uint32_t i = 0; i < sites(); ++i) {
    for (std::uint32_t k = bonds.first[i]; k < bonds.first[i + 1]; ++k)
      if (bonds.coupling[k] < 0)
        throw ConfigError(
            fmt::format("--moves = {} (bond {}-{} is antiferromagnetic: clusters need J >= 0); "
                        "leave --moves out",
                        moves, i, bonds.neighbour[k]));
    has_field_ = has_field_ || path_.h[i] != 0 || path_.g[i] != 0;
  }
  couplings_ = bonds.coupling;
  std::ranges::sort(couplings_);
  couplings_.erase(std::unique(couplings_.begin(), couplings_.end()), couplings_.end());
  coupling_of_.reserve(bonds.coupling.size());
  for (double const J : bonds.coupling)
    coupling_of_.push_back(
        static_cast<std::uint32_t>(std::ranges::lower_bound(couplings_, J) - couplings_.begin()));
}

std::vector<std::uint32_t> ClusterSystem::joins(double beta) const {
  std::vector<std::uint32_t> joins;
  joins.reserve(couplings_.size());
  for (double const J : couplings_) joins.push_back(threshold(-std::expm1(-2 * beta * J)));
  return joins;
}

double ClusterSystem::slope(std::span<std::int8_t const> spins) const {
  SpinGraph const& bonds = path_.graph;
  std::vector<double> part(strips());
  for_each_index(part.size(), [&](std::size_t strip) {
    double sum = 0;
    for (std::size_t i = strip_begin(strip); i < strip_begin(strip + 1); ++i) {
      double field = path_.h[i] - path_.g[i];
      for (std::uint32_t k = bonds.first[i + 1]; k-- > bonds.first[i];) {
        if (bonds.neighbour[k] < i) break;
        field += bonds.coupling[k] * spins[bonds.neighbour[k]];
      }
      sum += field * spins[i];
    }
    part[strip] = sum;
  });
  return std::accumulate(part.begin(), part.end(), 0.0);
}

std::uint32_t plus_threshold(double field) { return threshold(1 / (1 + std::exp(-2 * field))); }

}  // namespace lnz
