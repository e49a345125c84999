#pragma once

#include "models/spins/spin_graph.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// The units of a graph, colour by colour: no two of a colour are linked, so that they are
/// independent given all others. Greedy, units of most links first (then by number): Welsh & Powell
/// (1967), Comput. J. 10, 85.
struct Colouring {
  std::vector<std::uint32_t> order;  ///< every unit once; those of a colour by number
  std::size_t colours = 0;
};

Colouring colouring(SpinGraph const& graph);

}  // namespace lnz
