#pragma once

#include "lnz/record.hpp"

#include <cstddef>
#include <vector>

namespace lnz {

/// A Boltzmann machine of bits with links inside its sides as well as between them,
///   E(v, h) = -1/2 v'Lv - 1/2 h'Jh - v'Wh - b.v - c.h,
/// L and J symmetric with zero diagonals. Ackley, Hinton & Sejnowski (1985), Cogn. Sci. 9, 147.
struct BoltzmannParameters {
  std::size_t visible = 0, hidden = 0;  ///< hidden may be 0
  std::vector<double> W;                ///< [visible, hidden], row-major
  std::vector<double> L;                ///< [visible, visible]
  std::vector<double> J;                ///< [hidden, hidden]
  std::vector<double> b;                ///< [visible]
  std::vector<double> c;                ///< [hidden]

  bool visible_linked() const;  ///< whether L is not 0
  bool hidden_linked() const;   ///< whether J is not 0
};

/// From and to a model record of kind `boltzmann`; an absent array is 0. Throws ConfigError on
/// shapes that do not match `nv` and `nh`, NaN or infinite numbers, L or J that is not symmetric or
/// has a diagonal.
BoltzmannParameters boltzmann_parameters(Record const& model);
Record to_record(BoltzmannParameters const& machine);

/// The same machine at inverse temperature beta: all of W, L, J, b, c times beta.
BoltzmannParameters at_temperature(BoltzmannParameters machine, double beta);

}  // namespace lnz
