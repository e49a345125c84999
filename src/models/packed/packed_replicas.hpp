#pragma once

#include "lnz/tempered_model.hpp"
#include "models/kernels/replica_sweep.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// Tempered path of a lattice of +-J bonds without field, from independent spins:
///   ln f_beta(s) = beta sum_<ij> J_ij s_i s_j,  ln Z_0 = N ln 2,
/// by Metropolis moves in checkerboard order. One word holds a site of up to 256 lanes, each at its
/// own beta.
class PackedReplicas {
 public:
  using Unit = std::int8_t;           ///< -1 or +1
  static constexpr int kLanes = 256;  ///< of a word

  struct State {
    int lanes = 0;
    std::vector<ReplicaSpins> words;  ///< of 256 lanes each
    std::vector<double> slope;        ///< d ln f_beta / d beta, [lanes]
  };

  /// Why this lattice cannot be packed, if it cannot: fields, bonds of several strengths, odd
  /// rings.
  static std::optional<std::string> refusal(LatticeParameters const& lattice);

  /// A lattice that refusal() does not name.
  explicit PackedReplicas(LatticeParameters const& lattice);

  State draw_reference(int lanes, Stream& random) const;

  /// One Metropolis decision a site, the even sites first; a lane at beta = 0 is drawn afresh. The
  /// stream gives the key of the kernel's generator, one for every 256 lanes.
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  /// Whole numbers times |J|: exact but for one rounding.
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const;
  std::size_t unit_count() const { return word_of_.size(); }
  Unit lowest_unit() const { return -1; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  void number_sites(LatticeParameters const& lattice);
  void join_neighbours(LatticeParameters const& lattice);
  State empty(int lanes) const;
  void complement(ReplicaSpins& spins) const;
  void update_slope(State& x) const;

  double strength_;                     ///< |J|
  std::int64_t bonds_ = 0;              ///< of the lattice
  std::vector<std::uint32_t> word_of_;  ///< [sites]
  std::vector<SiteGroup> groups_;       ///< the even ones first
  std::size_t even_groups_ = 0;
  Losses losses_ = 0;
};

}  // namespace lnz
