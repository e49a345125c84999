#pragma once

#include "lnz/stream.hpp"
#include "models/spins/spin_graph.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// The order of a sweep that draws whole forests at once. The sites are dealt to forests: sets
/// whose bonds among themselves close no loop, so that their spins can be drawn jointly, given
/// those outside, by one pass from the leaves to the roots and one back.
/// Hamze & de Freitas (2004), UAI, 243; Selby (2014), arXiv:1409.3934.
struct ForestOrder {
  static constexpr std::uint32_t kRoot = UINT32_MAX;

  struct Visit {
    std::uint32_t site;
    std::uint32_t parent;   ///< a site visited before in the same forest, or kRoot
    float parent_coupling;  ///< 0 at a root
    std::uint32_t outside;  ///< bonds to other forests: from here to the next visit's
  };
  std::vector<Visit> visits;          ///< every site once, and one past the end
  std::vector<std::uint32_t> forest;  ///< visits [forest[f], forest[f+1]) are forest f
  std::vector<std::uint32_t> neighbour;
  std::vector<float> coupling;  ///< of the bonds to other forests
};

/// Forests of sites taken greedily in random order. Visits of a forest go by distance from the
/// root, then by site: neighbours in the order do not wait for each other, memory is read forward.
/// After the first few forests (dense graphs have many) the sites left are drawn one by one.
ForestOrder forest_order(SpinGraph const& graph, Stream& random);

}  // namespace lnz
