#include "models/spins/spin_graph.hpp"

#include <algorithm>
#include <utility>

namespace lnz {

SpinGraph graph_of(SpinParameters const& system) {
  struct Bond {
    std::uint32_t site, neighbour;
    double J;
  };
  std::vector<Bond> bonds;
  bonds.reserve(2 * system.edges.size());
  for (std::size_t e = 0; e < system.edges.size(); ++e) {
    auto const i = static_cast<std::uint32_t>(system.edges[e][0]),
               j = static_cast<std::uint32_t>(system.edges[e][1]);
    bonds.push_back({i, j, system.J[e]});
    bonds.push_back({j, i, system.J[e]});
  }
  std::ranges::stable_sort(bonds, {}, [](Bond const& b) { return std::pair(b.site, b.neighbour); });
  SpinGraph graph{{0}, {}, {}};
  auto bond = bonds.begin();
  for (std::uint32_t i = 0; i < system.sites; ++i) {
    for (; bond != bonds.end() && bond->site == i; ++bond)
      if (graph.neighbour.size() > graph.first[i] && graph.neighbour.back() == bond->neighbour) {
        graph.coupling.back() += bond->J;
      } else {
        graph.neighbour.push_back(bond->neighbour);
        graph.coupling.push_back(bond->J);
      }
    graph.first.push_back(static_cast<std::uint32_t>(graph.neighbour.size()));
  }
  return graph;
}

}  // namespace lnz
