#pragma once

#include "models/spins/spin_parameters.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// A graph of sites by rows: the bonds of site i are [first[i], first[i+1]), each seen from both of
/// its ends, neighbours ascending and each once.
struct SpinGraph {
  std::vector<std::uint32_t> first;  ///< [sites + 1]
  std::vector<std::uint32_t> neighbour;
  std::vector<double> coupling;

  std::size_t sites() const { return first.size() - 1; }
};

/// The bonds of a system by rows; repeated bonds of a pair are added up.
SpinGraph graph_of(SpinParameters const& system);

}  // namespace lnz
