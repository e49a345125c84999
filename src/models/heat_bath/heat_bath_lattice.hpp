#pragma once

#include "lnz/tempered_model.hpp"
#include "models/heat_bath/checkerboard.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/heat_bath_sweep.hpp"
#include "models/registry.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// Tempered path of a lattice of two colours with any couplings and fields, from independent spins,
/// by heat bath in checkerboard order: every spin is drawn given its neighbours, a vector of spins
/// of one row at a time. With D = h - g,
///   ln f_beta(s) = beta (sum_<ij> J'_ij s_i s_j + sum_i D'_i s_i) + sum_i g_i s_i,  beta < 1,
/// where J' and D' are J and D rounded to 2^-23 of the largest field that a spin can have, or less,
/// so that slopes are exact. The target f_1 has the true ones, and what leads to it is the exact
/// ratio; its sweeps leave the rounded one invariant, kMostRounding away at most.
///
/// Every lane is a lattice of its own, a float a spin; all threads share its sweep unless lanes or
/// blocks keep them busy.
class HeatBathLattice {
 public:
  using Unit = std::int8_t;  ///< -1 or +1
  using Spins = std::array<Aligned<float>, 2>;

  struct State {
    std::vector<Spins> spins;   ///< [lanes], of either colour
    std::vector<double> slope;  ///< d ln f_beta / d beta, [lanes]
  };

  /// Largest root mean square of ln f_1 - ln f_1' where spins are independent, f_1' rounded.
  static constexpr double kMostRounding = 0.02;

  /// Why this lattice has no such moves, if it has not: an odd ring, couplings that rounding would
  /// change too much.
  static std::optional<std::string> refusal(LatticeParameters const& lattice,
                                            Reference const& reference);

  /// A lattice that refusal() does not name. Throws ConfigError if the reference has another width.
  explicit HeatBathLattice(LatticeParameters const& lattice, Reference const& reference = {});

  State draw_reference(int lanes, Stream& random) const;

  /// Draws every spin once, the even sites first. The stream gives the key of the kernel's
  /// generator, one a lane.
  void sweep(State& x, ConstLanes beta, Stream& random) const;

  /// The difference from f_1' to f_1 is summed in single precision of roundings: error below 2^-45
  /// of the largest field for every spin. Cost: that of half a sweep for a lane that comes to
  /// beta = 1 or leaves it, nothing otherwise.
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return sites_; }
  Unit lowest_unit() const { return -1; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  /// Couplings and fields of sites of one colour in units, as the kernel takes them.
  struct Interactions {
    Aligned<float> couplings, fields;  ///< no fields: empty
  };
  using Colours = std::array<Interactions, 2>;

  HeatBathRows rows(Colours const& interactions) const;
  State empty(int lanes) const;
  std::vector<double> rest(State const& x, std::vector<bool> const& wanted) const;
  template <class Part, class Move>
  std::vector<Part> sums(std::vector<Spins> const& spins, Colours const& interactions,
                         Move const& move) const;

  std::size_t sites_;
  Checkerboard board_;
  double unit_, log_z_reference_;
  Colours rounded_, rest_;  ///< whole numbers, and what rounding took
  std::array<Aligned<float>, 2> reference_;
};

}  // namespace lnz
