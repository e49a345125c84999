#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"
#include "models/spins/spin_parameters.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace lnz {

/// An Ising lattice of 1 to 4 dimensions. Sites are row-major in `shape`. A site has one bond to
/// its + neighbour along every axis, except the last site of an open axis. An axis of length 2
/// with periodic boundary has two bonds between its sites, one of length 1 has none.
struct LatticeParameters {
  std::vector<std::size_t> shape;  ///< sites along each axis
  std::vector<bool> periodic;      ///< per axis
  std::vector<double> J;  ///< [axes, sites]: bond from a site to its + neighbour; none: `coupling`
  std::vector<double> h;  ///< [sites]; none: no field
  double coupling = 0;    ///< of every bond, if there is no J

  std::size_t axes() const { return shape.size(); }
  std::size_t sites() const;
  bool has_bond(std::size_t axis, std::size_t site) const;          ///< false past an open end
  std::size_t neighbour(std::size_t axis, std::size_t site) const;  ///< + neighbour, wrapped
  double bond(std::size_t axis, std::size_t site) const;            ///< J, 0 past an open end
  double field(std::size_t site) const { return h.empty() ? 0 : h[site]; }
  bool has_field() const;                       ///< any h != 0
  bool uniform_coupling() const;                ///< all existing bonds equal
  double first_bond() const;                    ///< J of some bond, 0 if there is none
  std::optional<double> bond_strength() const;  ///< |J|, if all existing bonds have the same
  bool has_odd_ring() const;           ///< a periodic side is odd: sites have no two colours
  int degree(std::size_t site) const;  ///< bonds of a site
  int colour(std::size_t site) const;  ///< sum of its coordinates modulo 2
};

/// From a model record of kind `ising`. Throws ConfigError on shapes that do not
/// match, more than 4 axes or 2^30 sites, sides < 1, NaN or infinite numbers, neither J nor
/// coupling.
LatticeParameters lattice_parameters(Record const& model);

/// `ising:16x16x16,J=pm1|gauss|NUMBER,h=NUMBER,seed=7,boundary=open|periodic|po..`: one letter
/// p or o an axis, or a word for all; default J=1, h=0, periodic.
Record generate_lattice(ShortForm const& form);

/// The same system as a list of bonds. Throws ConfigError if there are more than kMostUnits sites.
SpinParameters to_spins(LatticeParameters const& lattice);

/// The same lattice at inverse temperature beta: J and h times beta.
LatticeParameters at_temperature(LatticeParameters lattice, double beta);

}  // namespace lnz
