#pragma once

#include "lnz/stream.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <Eigen/Dense>

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Independent exact draws of a lattice that is long and periodic along its last axis and has few
/// sites in a column across it, by transfer matrices:
///   P(x) ~ T_0(x_0, x_1) T_1(x_1, x_2) ... T_{L-1}(x_{L-1}, x_0),
/// where x_k is the state of column k. Its field has to be 0.
/// Memory: two matrices of [2^width, 2^width] a column.
class ExactStrip {
 public:
  ExactStrip(LatticeParameters const& lattice, double beta);

  std::size_t columns() const { return step_.size(); }

  /// One state, -1 or +1, sites as the lattice has them. Cost: columns 2^width.
  std::vector<std::int8_t> draw(Stream& random) const;

  /// Where the states of columns k and k + 1 lie among all such pairs, the likeliest first: uniform
  /// in (0, 1) if the spins have the law of the strip. A pair that is ahead of a part u of all
  /// probability and has a part p itself lies at u + p v; `v` is uniform.
  double place_of_pair(std::size_t column, std::span<std::int8_t const> spins, double v) const;

 private:
  struct Interval {
    double from, size;
  };

  std::size_t state(std::size_t column, std::span<std::int8_t const> spins) const;
  void order_pairs();

  std::size_t width_;
  std::vector<Eigen::MatrixXd> step_;         ///< T_k
  std::vector<Eigen::MatrixXd> rest_;         ///< T_k ... T_{L-1}, up to a factor; [L + 1]
  std::vector<std::vector<Interval>> pairs_;  ///< [L][x_k 2^width + x_{k+1}]
};

}  // namespace lnz
