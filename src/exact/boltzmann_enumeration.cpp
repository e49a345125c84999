#include "exact/boltzmann_enumeration.hpp"

#include "exact/rbm_enumeration.hpp"
#include "exact/spin_enumeration.hpp"
#include "models/pairwise/linked_bits.hpp"

#include <algorithm>
#include <vector>

namespace lnz {
namespace {

/// Whether no side can be summed out.
bool takes_all(BoltzmannParameters const& machine) {
  return machine.hidden == 0 || (machine.visible_linked() && machine.hidden_linked());
}

std::vector<double> transposed(std::vector<double> const& W, std::size_t rows) {
  std::size_t const columns = W.size() / rows;
  std::vector<double> out;
  out.reserve(W.size());
  for (std::size_t j = 0; j < columns; ++j)
    for (std::size_t i = 0; i < rows; ++i) out.push_back(W[i * columns + j]);
  return out;
}

}  // namespace

std::size_t enumerated_units(BoltzmannParameters const& machine) {
  if (takes_all(machine)) return machine.visible + machine.hidden;
  if (machine.visible_linked()) return machine.visible;
  if (machine.hidden_linked()) return machine.hidden;
  return std::min(machine.visible, machine.hidden);
}

double enumerate(BoltzmannParameters const& machine) {
  auto const& [nv, nh, W, L, J, b, c] = machine;
  if (takes_all(machine)) {
    double constant = 0;
    double const log_z = enumerate(to_spins(linked_bits(machine), constant));
    return constant + log_z;
  }
  if (machine.visible_linked()) return enumerate_visible({nv, nh, W, b, c}, L);
  if (machine.hidden_linked()) return enumerate_visible({nh, nv, transposed(W, nv), c, b}, J);
  return enumerate(RbmParameters{nv, nh, W, b, c});
}

}  // namespace lnz
