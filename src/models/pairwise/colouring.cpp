#include "models/pairwise/colouring.hpp"

#include <algorithm>
#include <numeric>

namespace lnz {

Colouring colouring(SpinGraph const& graph) {
  constexpr std::uint32_t kNone = UINT32_MAX;
  std::size_t const n = graph.sites();
  std::vector<std::uint32_t> by_links(n), colour(n, kNone), taken(n + 1, kNone);
  std::iota(by_links.begin(), by_links.end(), 0u);
  std::ranges::stable_sort(by_links, std::ranges::greater(),
                           [&](std::uint32_t i) { return graph.first[i + 1] - graph.first[i]; });
  Colouring out;
  for (std::uint32_t const i : by_links) {
    for (std::uint32_t k = graph.first[i]; k < graph.first[i + 1]; ++k)
      if (std::uint32_t const c = colour[graph.neighbour[k]]; c != kNone) taken[c] = i;
    std::uint32_t c = 0;
    while (taken[c] == i) ++c;
    colour[i] = c;
    out.colours = std::max<std::size_t>(out.colours, c + 1);
  }
  out.order.resize(n);
  std::iota(out.order.begin(), out.order.end(), 0u);
  std::ranges::stable_sort(out.order, {}, [&](std::uint32_t i) { return colour[i]; });
  return out;
}

}  // namespace lnz
