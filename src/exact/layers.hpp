#pragma once

#include "models/spins/lattice_parameters.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// An Ising lattice cut into layers across one axis. Sites of a layer are numbered row-major in
/// the other axes; a state of a layer is an index whose bit i is 1 for spin i = +1.
struct Layers {
  struct Bond {
    std::size_t i, j;
    double J;
  };
  std::size_t width = 0;                   ///< sites of a layer
  bool closed = false;                     ///< the last layer is bound to the first
  std::vector<std::vector<double>> along;  ///< [layers][width]: bonds to the next layer
  std::vector<std::vector<Bond>> inside;   ///< [layers]: bonds within
  std::vector<std::vector<double>> field;  ///< [layers][width]

  std::size_t count() const { return along.size(); }
  bool has_field() const;
};

Layers cut(LatticeParameters const& lattice, std::size_t axis);

/// sum |K|.
double strength(std::vector<double> const& K);

/// -E of every state of one layer alone, [2^width].
std::vector<double> exponents(Layers const& layers, std::size_t layer);

}  // namespace lnz
