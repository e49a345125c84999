#pragma once

#include "models/kernels/aligned.hpp"
#include "models/kernels/linked_units.hpp"
#include "models/kernels/lookup_product.hpp"
#include "models/spins/spin_graph.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// What links give to packed bits x of all lanes, for a graph whose rows are in the order in which
/// its units are drawn:
///   sums of a tile   sum_j w_ij x_j, in float;
///   pairs            sum_{i<j} w_ij x_i x_j, in float64.
/// Dense graphs by tables of partial sums, sparse ones link by link.
class LinkProducts {
 public:
  explicit LinkProducts(SpinGraph const& graph);

  /// Of units [16 t, 16 t + 16); `room` holds 16 floats a lane.
  TileSums sums(std::size_t t, PackedBits const& x, Aligned<float>& room) const;

  /// out[l] += pairs of lane l, [lanes].
  void add_pairs(PackedBits const& x, std::vector<double>& out) const;

 private:
  void fill_tables(SpinGraph const& graph);
  void fill_rows(SpinGraph const& graph);
  bool dense() const { return rows_.first.empty(); }

  LookupProduct<float> product_;
  std::vector<LookupProduct<double>> below_;  ///< links to units of lower number, 32 outputs each
  SpinGraph rows_;
  std::vector<float> weights_;  ///< coupling of rows_
};

}  // namespace lnz
