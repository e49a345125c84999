#pragma once

#include "models/kernels/heat_bath_sweep.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <cstddef>
#include <vector>

namespace lnz {

/// Sites of a lattice of two colours as floats: rows along the longest side, every other site of
/// a row in the array of either colour. Site i of a row of shift s (0 or 1) is at coordinate
/// 2 i + s of that side; its neighbours in other rows are their sites i, those in its own row the
/// sites i + s - 1 and i + s of the other colour, round the end where rows are rings. Rows are
/// padded to whole vectors, with a margin of one vector before the first and behind the last.
///
/// Rows are numbered with the first axis slowest; those at one place of it are a layer.
class Checkerboard {
 public:
  struct Place {
    int colour;
    std::size_t at;  ///< in an array of plane() floats
  };

  /// A lattice without odd rings.
  explicit Checkerboard(LatticeParameters const& lattice);

  std::size_t rows() const { return links_.size(); }
  std::size_t layers() const { return layers_; }
  std::size_t layer_rows() const { return rows() / layers_; }
  std::size_t row_sites() const { return row_sites_; }  ///< of both colours
  std::size_t stride() const { return stride_; }        ///< floats between rows
  std::size_t plane() const { return rows() * stride_ + 2 * kMargin; }
  std::vector<HeatBathRows::Links> const& links() const { return links_; }

  /// Axes of the lattice as they cross rows, the one along them last; sides of one site are left
  /// out, unless there is no other.
  std::vector<std::size_t> const& axes() const { return axes_; }

  Place place(std::size_t site) const;

  /// Floats before the first row.
  static constexpr std::size_t kMargin = 16;

 private:
  struct Side {
    std::size_t length, site_stride, row_stride;
  };

  std::vector<std::size_t> axes_;
  std::vector<Side> sides_;  ///< like axes_
  std::size_t row_sites_, stride_, layers_ = 1;
  std::vector<HeatBathRows::Links> links_;
};

}  // namespace lnz
