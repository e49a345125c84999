#include "models/kinds.hpp"
#include "models/pairwise/hopfield_parameters.hpp"
#include "models/pairwise/hopfield_path.hpp"
#include "models/row_values.hpp"
#include "models/spins/clamp_spins.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

/// By default heat bath: 8 runs of AIS, 512 chains, 100 and 1000 rungs, variance of ln w against
/// that by Gaussian fields: 24 spins and 3 patterns at beta = 1 0.73 and 0.76, at beta = 3 0.61 and
/// 0.64, in a fifth to a half of the time.
ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  HopfieldMoves const moves =
      sampling.moves == "gaussian" ? HopfieldMoves::gaussian : HopfieldMoves::heat_bath;
  ModelHandle handle = erase(HopfieldPath(hopfield_parameters(model), beta, reference, moves));
  handle.fewest_lanes = HopfieldPath::kFewestLanes;
  return handle;
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  HopfieldParameters const network = hopfield_parameters(model);
  return row_values(data, network.spins, -1,
                    [&](std::span<float const> row) { return beta * minus_energy(network, row); });
}

std::string describe(Record const& model) {
  HopfieldParameters const network = hopfield_parameters(model);
  return fmt::format("{} spins, {} pattern{}", network.spins, network.patterns,
                     network.patterns == 1 ? "" : "s");
}

Clamped clamp(Record const& model, std::vector<double> const& held) {
  return clamp_spins(model, to_spins(hopfield_parameters(model)), held);
}

}  // namespace

ModelKind hopfield_kind() {
  return {.name = "hopfield",
          .summary = "Hopfield network of stored patterns, J_ij = (1/N) sum_p xi_i xi_j",
          .short_form = "hopfield:1000,patterns=3,seed=1",
          .wants_pilot = false,
          .moves = {"heat-bath", "gaussian"},
          .generate = generate_hopfield,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .clamp = clamp};
}

}  // namespace lnz
