#include "models/pairwise/linked_bits.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {

/// Fields beyond this would overflow single precision in a sweep.
constexpr double kLargestField = 1e30;

LinkedBits linked_bits(BoltzmannParameters const& machine) {
  std::size_t const nv = machine.visible, nh = machine.hidden;
  LinkedBits bits{.links = {{0}, {}, {}}, .bias = machine.b};
  bits.bias.insert(bits.bias.end(), machine.c.begin(), machine.c.end());
  auto const weight = [&](std::size_t i, std::size_t j) {
    if (i >= nv) return j >= nv ? machine.J[(i - nv) * nh + j - nv] : machine.W[j * nh + i - nv];
    return j >= nv ? machine.W[i * nh + j - nv] : machine.L[i * nv + j];
  };
  for (std::size_t i = 0; i < nv + nh; ++i) {
    for (std::size_t j = 0; j < nv + nh; ++j) {
      double const w = weight(i, j);
      if (w == 0) continue;
      bits.links.neighbour.push_back(static_cast<std::uint32_t>(j));
      bits.links.coupling.push_back(w);
    }
    bits.links.first.push_back(static_cast<std::uint32_t>(bits.links.neighbour.size()));
  }
  return bits;
}

LinkedBits linked_bits(SpinParameters const& system) {
  LinkedBits bits{.links = graph_of(system), .bias = {}};
  for (std::size_t i = 0; i < system.sites; ++i) {
    double sum = 0;
    for (std::uint32_t k = bits.links.first[i]; k < bits.links.first[i + 1]; ++k)
      sum += bits.links.coupling[k];
    bits.bias.push_back(2 * (system.h[i] - sum));
    bits.constant += sum / 2 - system.h[i];
  }
  for (double& w : bits.links.coupling) w *= 4;
  return bits;
}

SpinParameters to_spins(LinkedBits const& bits, double& constant) {
  SpinParameters system{.sites = bits.units(), .edges = {}, .J = {}, .h = {}};
  constant = bits.constant;
  for (std::size_t i = 0; i < bits.units(); ++i) {
    double sum = 0;
    for (std::uint32_t k = bits.links.first[i]; k < bits.links.first[i + 1]; ++k) {
      std::uint32_t const j = bits.links.neighbour[k];
      double const w = bits.links.coupling[k];
      sum += w;
      if (j < i) continue;
      system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
      system.J.push_back(w / 4);
    }
    system.h.push_back(bits.bias[i] / 2 + sum / 4);
    constant += bits.bias[i] / 2 + sum / 8;
  }
  return system;
}

void require_single_precision(LinkedBits const& bits) {
  for (std::size_t i = 0; i < bits.units(); ++i) {
    double largest = std::abs(bits.bias[i]);
    for (std::uint32_t k = bits.links.first[i]; k < bits.links.first[i + 1]; ++k)
      largest += std::abs(bits.links.coupling[k]);
    if (!(largest <= kLargestField))
      throw ConfigError(
          fmt::format("links and bias of unit {} add up to {} (single precision ends near {}); "
                      "scale the model or beta down",
                      i, largest, kLargestField));
  }
}

}  // namespace lnz
