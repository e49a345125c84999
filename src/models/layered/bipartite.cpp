#include "models/layered/bipartite.hpp"

#include <utility>

namespace lnz {

RbmParameters even_and_odd(LayeredParameters const& machine) {
  RbmParameters out;
  std::vector<std::size_t> first;  // number of a layer's first unit on its side
  for (std::size_t l = 0; l < machine.layers.size(); ++l) {
    std::size_t& units = l % 2 == 0 ? out.visible : out.hidden;
    std::vector<double>& biases = l % 2 == 0 ? out.b : out.c;
    first.push_back(units);
    units += machine.layers[l];
    biases.insert(biases.end(), machine.b[l].begin(), machine.b[l].end());
  }
  out.W.resize(out.visible * out.hidden);
  for (std::size_t l = 0; l < machine.depth(); ++l)
    for (std::size_t below = 0; below < machine.layers[l]; ++below)
      for (std::size_t above = 0; above < machine.layers[l + 1]; ++above) {
        std::size_t even = first[l] + below, odd = first[l + 1] + above;
        if (l % 2 == 1) std::swap(even, odd);
        out.W[even * out.hidden + odd] = machine.W[l][below * machine.layers[l + 1] + above];
      }
  return out;
}

RbmParameters turned(RbmParameters const& machine) {
  RbmParameters out{.visible = machine.hidden,
                    .hidden = machine.visible,
                    .W = std::vector<double>(machine.W.size()),
                    .b = machine.c,
                    .c = machine.b};
  for (std::size_t i = 0; i < machine.visible; ++i)
    for (std::size_t j = 0; j < machine.hidden; ++j)
      out.W[j * out.hidden + i] = machine.W[i * machine.hidden + j];
  return out;
}

RbmParameters top_rbm(LayeredParameters const& net) {
  std::size_t const top = net.depth();
  return {.visible = net.layers[top - 1],
          .hidden = net.layers[top],
          .W = net.W[top - 1],
          .b = net.b[top - 1],
          .c = net.b[top]};
}

}  // namespace lnz
