#include "models/spins/spin_path.hpp"

#include "lnz/error.hpp"
#include "models/reference.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace lnz {

/// Fields beyond this would overflow single precision in a sweep.
constexpr double kLargestField = 1e30;

SpinPath spin_path(SpinParameters const& system, Reference const& reference) {
  IndependentSpins start = independent_spins(reference, system.sites);
  SpinPath path{.graph = graph_of(system),
                .h = system.h,
                .g = std::move(start.g),
                .log_z_reference = start.log_z};
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
  }
  return path;
}

}  // namespace lnz
