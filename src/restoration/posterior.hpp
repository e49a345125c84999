#pragma once

#include "lnz/record.hpp"
#include "models/spins/spin_graph.hpp"
#include "restoration/images.hpp"

namespace lnz {

/// ln((1 - noise)/noise)/2: how a pixel's own value pulls.
double noise_field(double noise);

/// What image i was before each of its pixels y was turned over with probability `noise`, if images
/// have p(s) proportional to exp(J sum_<ij> s_i s_j) over neighbours in rows and columns: an Ising
/// lattice of open sides in the fields
///   h_i = y_i noise_field(noise),   p(y|s) = prod_i exp(h_i s_i)/(2 cosh h_i).
/// Geman & Geman (1984), IEEE PAMI 6, 721.
Record posterior_of(Images const& noisy, std::size_t i, double coupling, double noise);

/// The same energy, site by site.
class PixelFields {
 public:
  explicit PixelFields(Record const& posterior);

  std::size_t pixels() const { return h_.size(); }
  /// h_i + sum_j J_ij s_j; tanh of it is the mean of s_i given all others.
  double at(std::span<double const> s, std::size_t i) const;
  double minus_energy(std::span<double const> s) const;  ///< sum_<ij> J_ij s_i s_j + sum_i h_i s_i
  /// Turns pixel after pixel to its field until none is left to turn: iterated conditional modes,
  /// Besag (1986), J. R. Stat. Soc. B 48, 259.
  void descend(std::span<double> s) const;

 private:
  std::vector<double> h_;
  SpinGraph graph_;
};

}  // namespace lnz
