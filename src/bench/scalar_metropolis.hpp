#pragma once

#include "lnz/stream.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <cstdint>
#include <type_traits>
#include <vector>

namespace lnz {

/// Metropolis as textbooks have it, to measure others against: one spin at a time in the order of
/// the lattice, Philox. Of periodic lattices: of bonds +-1 (Bond = std::int8_t), with a table of
/// exp(-beta dE) in double, or of any bonds (Bond = float), with std::exp.
template <class Bond>
class ScalarMetropolis {
 public:
  ScalarMetropolis(LatticeParameters const& lattice, double beta);

  /// Attempts `lines` lines of the last axis, from where the last call stopped.
  void update(std::size_t lines);

  std::size_t line_sites() const { return shape_.back(); }
  double slope() const;  ///< sum_<ij> J_ij s_i s_j

 private:
  static constexpr bool kWhole = std::is_same_v<Bond, std::int8_t>;
  using Field = std::conditional_t<kWhole, int, float>;
  /// Where the neighbours of a site are, as far as this is the same along its line.
  struct Offsets;
  Offsets offsets(std::size_t line) const;
  Field field(std::size_t site, Offsets const& to) const;
  double acceptance(Field loss) const;
  void update_line(std::size_t line, Stream& random);

  std::vector<std::size_t> shape_;
  std::vector<std::int8_t> spin_;        ///< [sites]
  std::vector<std::vector<Bond>> bond_;  ///< [axes, sites], to the + neighbour; or none
  double beta_;
  std::vector<double> accept_;  ///< exp(-2 beta m), m = s h in 0 ... 2 axes
  std::size_t line_ = 0, lines_;
  std::uint64_t calls_ = 0;
};

}  // namespace lnz
