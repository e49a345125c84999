#pragma once

#include "models/spins/spin_path.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// A ferromagnet as cluster moves see it. With bonds n_ij = 0, 1 beside the spins,
///   f_beta(s, n) = prod_<ij> [n_ij ? (1 - q_ij) delta(s_i, s_j) : q_ij] prod_i exp(b_i s_i),
///   q_ij = exp(-2 beta J_ij),  b_i = beta h_i + (1-beta) g_i,
/// summed over n is f_beta(s) up to a constant. So, given the spins, a bond between equal ones
/// joins with probability 1 - q_ij, and, given the bonds, every cluster C of joined sites has one
/// sign, independent of the others:
///   P(s_C = +1) = 1 / (1 + exp(-2 b_C)),  b_C = sum_{i in C} b_i.
/// Fortuin & Kasteleyn (1972), Physica 57, 536; Edwards & Sokal (1988), Phys. Rev. D 38, 2009. The
/// sign by its field is the ghost spin of Coniglio et al. (1989), J. Phys. A 22, L837, and Wang
/// (1989), Physica A 161, 249, with the ghost's bonds summed out.
class ClusterSystem {
 public:
  using Spins = std::span<std::int8_t>;

  /// Strips of sites have this size: one is a thread's share of a large lattice.
  static constexpr std::size_t kStripSites = std::size_t{1} << 15;

  /// Throws ConfigError like spin_path, or naming `moves` if a coupling is negative.
  ClusterSystem(SpinParameters const& system, Reference const& reference, std::string const& moves,
                std::size_t strip_sites = kStripSites);

  SpinPath const& path() const { return path_; }
  SpinGraph const& graph() const { return path_.graph; }
  std::size_t sites() const { return path_.graph.sites(); }
  bool has_field() const { return has_field_; }  ///< any h or g

  double field(std::size_t site, double beta) const {
    return beta * path_.h[site] + (1 - beta) * path_.g[site];
  }

  /// A bond between equal spins joins if its random word is less than
  /// joins(beta)[coupling_of(k)], k its place in the graph's rows. Exact to 2^-32.
  std::vector<std::uint32_t> joins(double beta) const;
  std::uint32_t coupling_of(std::uint32_t k) const { return coupling_of_[k]; }

  std::size_t strips() const { return (sites() + strip_sites_ - 1) / strip_sites_; }
  std::size_t strip_begin(std::size_t strip) const {
    return std::min(strip * strip_sites_, sites());
  }

  /// d ln f_beta / d beta = sum_<ij> J_ij s_i s_j + sum_i (h_i - g_i) s_i, summed strip by strip.
  double slope(std::span<std::int8_t const> spins) const;

 private:
  SpinPath path_;
  std::size_t strip_sites_;
  bool has_field_ = false;
  std::vector<double> couplings_;           ///< every value once, ascending
  std::vector<std::uint32_t> coupling_of_;  ///< its number, like path_.graph.coupling
};

/// A spin is +1 if its random word is less than this: 2^32 / (1 + exp(-2 field)), clamped.
std::uint32_t plus_threshold(double field);

}  // namespace lnz
