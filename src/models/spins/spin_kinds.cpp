#include "models/checked_model.hpp"
#include "models/clusters/cluster_spins.hpp"
#include "models/heat_bath/heat_bath.hpp"
#include "models/heat_bath/heat_bath_lattice.hpp"
#include "models/kinds.hpp"
#include "models/packed/packed.hpp"
#include "models/pairwise/chromatic_gibbs.hpp"
#include "models/row_values.hpp"
#include "models/spins/clamp_spins.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "models/spins/spin_parameters.hpp"
#include "models/spins/spin_system.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

SpinParameters bonds_of(Record const& model) {
  return model.text("@kind") == "ising" ? to_spins(lattice_parameters(model))
                                        : spin_parameters(model);
}

ModelHandle path_of(SpinParameters const& system, Reference const& reference,
                    Sampling const& sampling) {
  if (are_cluster_moves(sampling.moves))
    return erase(ClusterSpins(system, reference, sampling.moves));
  return erase(SpinSystem(system, reference));
}

/// Spins one after the other by tables of partial sums, from this part of all pairs on that are
/// bonded, and from this many spins on. Nanoseconds a spin and sweep, forest over heat bath, one
/// core, blocks of 64 and 256 lanes: all pairs of 24 spins 5 and 3.4, 64 10 and 3.6, 256 40
/// and 5.3, 1024 1900 and 13; a quarter of all pairs of 64 spins 4.5 and 3.5. On sparser graphs a
/// sweep of forests does more than it costs.
constexpr double kDense = 0.25;
constexpr std::size_t kFewestDense = 16;

bool is_dense(SpinParameters const& system) {
  auto const n = static_cast<double>(system.sites);
  return system.sites >= kFewestDense &&
         static_cast<double>(system.edges.size()) >= kDense * n * (n - 1) / 2;
}

ModelHandle make_spins(Record const& model, double beta, Reference const& reference,
                       Sampling const& sampling) {
  SpinParameters const system = at_temperature(spin_parameters(model), beta);
  if (sampling.moves != "heat-bath" && !(sampling.moves == "auto" && is_dense(system)))
    return path_of(system, reference, sampling);
  ModelHandle handle = erase(ChromaticGibbs(linked_bits(system), reference, -1));
  handle.fewest_lanes = ChromaticGibbs::kFewestLanes;
  return handle;
}

/// By default Metropolis moves wherever the multispin kernels take the lattice: a sweep makes less
/// progress than one of forests and costs a hundredth. One core, variance times seconds of ln Z,
/// forest over metropolis: 64 x 64 +-J at beta = 1, AIS of 256 chains 300, replica exchange of 64
/// rungs 5; 32 x 32 +-J, replica exchange at beta = 1 and 3: 3 and 7. Otherwise heat bath, where
/// the lattice has two colours and is large, or a block's lanes are few.
ModelHandle make_lattice(Record const& model, double beta, Reference const& reference,
                         Sampling const& sampling) {
  LatticeParameters const lattice = at_temperature(lattice_parameters(model), beta);
  std::string const& moves = sampling.moves;
  std::vector<std::string> notes;
  auto const takes = [&](std::string const& name, auto const& refusal) {
    if (moves != name && moves != "auto") return false;
    std::optional<std::string> const reason = refusal();
    if (reason && moves == name)
      notes.push_back(
          fmt::format("{} does not fit the kernel for --moves {} ({}); its moves are forest",
                      model.source, name, *reason));
    return !reason;
  };
  if (takes("metropolis", [&] {
        return reference.mean.empty() ? packing_refusal(lattice)
                                      : std::string("its path starts from fitted means");
      }))
    return packed(lattice, sampling.team);
  if (takes("heat-bath", [&] { return HeatBathLattice::refusal(lattice, reference); }))
    return moves == "auto" ? heat_bath_or_forest(lattice, reference)
                           : heat_bath(lattice, reference);
  ModelHandle handle = path_of(to_spins(lattice), reference, sampling);
  handle.notes = std::move(notes);
  return handle;
}

/// -E of spins that are +1 where row > 0 and -1 elsewhere.
double minus_energy(SpinParameters const& system, std::span<float const> row) {
  auto const spin = [&](std::size_t i) { return row[i] > 0 ? 1.0 : -1.0; };
  double sum = 0;
  for (std::size_t e = 0; e < system.edges.size(); ++e)
    sum += system.J[e] * spin(static_cast<std::size_t>(system.edges[e][0])) *
           spin(static_cast<std::size_t>(system.edges[e][1]));
  for (std::size_t i = 0; i < system.sites; ++i) sum += system.h[i] * spin(i);
  return sum;
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  SpinParameters const system = at_temperature(bonds_of(model), beta);
  return row_values(data, system.sites, -1,
                    [&](std::span<float const> row) { return minus_energy(system, row); });
}

Clamped clamp(Record const& model, std::vector<double> const& held) {
  return clamp_spins(model, bonds_of(model), held);
}

std::string describe_lattice(Record const& model) {
  LatticeParameters const lattice = lattice_parameters(model);
  std::string boundary;
  for (bool const periodic : lattice.periodic) boundary += periodic ? 'p' : 'o';
  if (boundary == std::string(lattice.axes(), 'p')) boundary = "periodic";
  if (boundary == std::string(lattice.axes(), 'o')) boundary = "open";
  return times(lattice.shape) + ", " + boundary +
         (lattice.uniform_coupling() ? ", one coupling" : ", disordered") +
         (lattice.has_field() ? ", in a field" : "");
}

std::string describe_spins(Record const& model) {
  SpinParameters const system = spin_parameters(model);
  return fmt::format("{} spins, {} bonds", system.sites, system.edges.size());
}

}  // namespace

ModelKind lattice_kind() {
  return {.name = "ising",
          .summary = "Ising lattice of 1 to 4 dimensions, E = -sum J s s - sum h s",
          .short_form = "ising:64x64,J=1|pm1|gauss,h=0,seed=1,boundary=periodic|open|po",
          .wants_pilot = false,
          .moves = {"metropolis", "heat-bath", "forest", "swendsen-wang", "wolff"},
          .generate = generate_lattice,
          .make = make_lattice,
          .log_unnormalised = values,
          .describe = describe_lattice,
          .clamp = clamp};
}

ModelKind spin_kind() {
  return {.name = "spins",
          .summary = "spins on any graph, E = -sum J s s - sum h s",
          .short_form = "sk:64,seed=1",
          .wants_pilot = false,
          .moves = {"forest", "heat-bath", "swendsen-wang", "wolff"},
          .generate = generate_sk,
          .make = make_spins,
          .log_unnormalised = values,
          .describe = describe_spins,
          .clamp = clamp};
}

}  // namespace lnz
