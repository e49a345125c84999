#include "models/rbm/rbm_path.hpp"

#include "lnz/error.hpp"
#include "models/rbm/rbm.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {
namespace {

/// Fields beyond this would overflow single precision.
constexpr double kLargestField = 1e30;

void require_single_precision(RbmParameters const& machine) {
  auto const require = [](double largest, char const* layer, std::size_t unit) {
    if (!(largest <= kLargestField))
      throw ConfigError(fmt::format(
          "weights and bias of {} unit {} add up to {} (single precision ends near {}); scale the "
          "model or beta down",
          layer, unit, largest, kLargestField));
  };
  std::vector<double> hidden(machine.hidden);
  for (std::size_t j = 0; j < machine.hidden; ++j) hidden[j] = std::abs(machine.c[j]);
  for (std::size_t i = 0; i < machine.visible; ++i) {
    double visible = std::abs(machine.b[i]);
    for (std::size_t j = 0; j < machine.hidden; ++j) {
      visible += std::abs(machine.W[i * machine.hidden + j]);
      hidden[j] += std::abs(machine.W[i * machine.hidden + j]);
    }
    require(visible, "visible", i);
  }
  for (std::size_t j = 0; j < machine.hidden; ++j) require(hidden[j], "hidden", j);
}

/// Of the rounded machine, in nats; beyond it the last step to the true one would cost too much.
constexpr double kLargestError = 2;

}  // namespace

ModelHandle rbm_path(RbmParameters const& machine, Reference const& reference,
                     Sampling const& sampling) {
  require_single_precision(machine);
  if (sampling.precision == "int16")
    if (RoundedWeights const weights = rounded(machine); weights.error() < kLargestError)
      return erase(Rbm<std::int16_t>(machine, weights, reference));
  return erase(Rbm<float>(machine, unrounded(machine), reference));
}

}  // namespace lnz
