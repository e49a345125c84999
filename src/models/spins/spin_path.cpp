#include "models/spins/spin_path.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/reference.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {

/// Fields beyond this would overflow single precision in a sweep.
constexpr double kLargestField = 1e30;

SpinPath spin_path(SpinParameters const& system, Reference const& reference) {
  SpinPath path{.graph = graph_of(system), .h = system.h, .g = log_odds(reference, system.sites)};
  SpinGraph const& graph = path.graph;
  for (std::size_t i = 0; i < system.sites; ++i) {
    double largest_field = std::abs(path.h[i]);
    for (std::uint32_t k = graph.first[i]; k < graph.first[i + 1]; ++k)
      largest_field += std::abs(graph.coupling[k]);
    if (!(largest_field <= kLargestField))
      throw ConfigError(
          fmt::format("couplings and field of site {} add up to {} (single precision ends "
                      "near {}); scale the model or beta down",
                      i, largest_field, kLargestField));
    double& g = path.g[i] /= 2;
    path.log_z_reference += softplus(2 * g) - g;
  }
  return path;
}

}  // namespace lnz
