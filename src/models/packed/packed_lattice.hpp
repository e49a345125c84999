#pragma once

#include "lnz/tempered_model.hpp"
#include "models/kernels/lattice_sweep.hpp"
#include "models/packed/lattice_bits.hpp"
#include "models/packed/lattice_team.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// Tempered path of a periodic lattice of +-J bonds without field, from independent spins:
///   ln f_beta(s) = beta sum_<ij> J_ij s_i s_j,  ln Z_0 = N ln 2,
/// by Metropolis moves in checkerboard order. Every lane is a lattice of its own, 256 sites a word
/// (see BlockLayout); all threads share its sweep unless lanes or blocks keep them busy.
///
/// A team of ranks may share it line by line (see LatticeTeam): what changes or counts spins, and
/// `units` and `restore`, are collective over the team then; `units` are on its first rank, which
/// takes a byte and a bit a spin for them, and empty elsewhere.
class PackedLattice {
 public:
  using Unit = std::int8_t;  ///< -1 or +1

  struct State {
    std::vector<Colours> spins;  ///< [lanes]; halos of odd words are filled
    std::vector<double> slope;   ///< d ln f_beta / d beta, [lanes]
  };

  /// Why this lattice cannot be packed, if it cannot.
  static std::optional<std::string> refusal(LatticeParameters const& lattice);

  /// The most ranks that can share a lattice that refusal() does not name.
  static int most_ranks(LatticeParameters const& lattice);

  /// A lattice that refusal() does not name, shared by a team of at most most_ranks(). Bonds of one
  /// sign take no memory, others a bit a site and axis.
  explicit PackedLattice(LatticeParameters const& lattice,
                         Communicator team = Communicator::self());

  State draw_reference(int lanes, Stream& random) const;

  /// One Metropolis decision a site, the even sites first; a lane at beta = 0 is drawn afresh. The
  /// stream gives the key of the kernel's generator, one a lane.
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  /// Whole numbers times |J|: exact but for one rounding.
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const;
  std::size_t unit_count() const { return sites_; }
  Unit lowest_unit() const { return -1; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  enum class Halos { stale, filled };

  void mark_signs(LatticeParameters const& lattice);
  LatticeLine line_of(Colours& spins, int colour, std::size_t line) const;
  template <class Body>
  void for_each_chunk_of(Colours& spins, int colour, Halos halos, Body const& body) const;
  std::int64_t broken(Colours& spins) const;
  void update_slope(State& x) const;

  LatticeTeam team_;
  std::size_t sites_;
  double strength_;             ///< |J|
  bool antiferromagnet_;        ///< all bonds are negative
  std::vector<Colours> signs_;  ///< [axes], 1 where J < 0; none if all bonds are alike
};

}  // namespace lnz
