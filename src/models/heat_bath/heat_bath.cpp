#include "models/heat_bath/heat_bath.hpp"

#include "models/heat_bath/heat_bath_lattice.hpp"
#include "models/spins/spin_system.hpp"

#include <utility>

namespace lnz {
namespace {

/// Lanes of a block that share the couplings in a core's cache; one alone pays a fifth more.
constexpr int kLanes = 8, kFewestLanes = 4;

/// A sweep of single spins against one of forests: a tenth of the time and of the progress.
constexpr int kLight = 5;

/// Sites from which heat bath beats forests whatever the lanes, and from which it does for few.
/// Gaussian bonds at beta = 1, one core, blocks of 16 lanes, which cost forests least: variance
/// times seconds of ln Z, forest over heat bath. AIS of 64 chains: 32 x 32 1.3, 64 x 64 2.2,
/// 128 x 128 84, 16^3 7; replica exchange of 32 to 48 rungs: 32 x 32 2.4, 64 x 64 2.6, 12^3 0.6.
/// Cycles a spin and sweep of forests and heat bath: 64 x 64 9 and 2.4, 1024 x 1024 25 and 2; of
/// blocks of 4 lanes 30 and 2.3, 105 and 2, for forests pad them to a register.
constexpr std::size_t kLarge = 4096, kLargeForFew = 1024;
constexpr int kFew = 4;

}  // namespace

ModelHandle heat_bath(LatticeParameters const& lattice, Reference const& reference) {
  ModelHandle handle = erase(HeatBathLattice(lattice, reference));
  handle.lanes = kLanes;
  handle.fewest_lanes = kFewestLanes;
  handle.light = kLight;
  return handle;
}

ModelHandle heat_bath_or_forest(LatticeParameters const& lattice, Reference const& reference) {
  std::size_t const sites = lattice.sites();
  if (sites >= kLarge) return heat_bath(lattice, reference);
  ModelHandle handle = erase(SpinSystem(to_spins(lattice), reference));
  if (sites < kLargeForFew) return handle;
  auto const spins = std::make_shared<HeatBathLattice const>(lattice, reference);
  handle.make_block = [spins, forests = std::move(handle.make_block)](std::uint64_t seed,
                                                                      std::uint32_t id, int lanes) {
    return lanes <= kFew ? Block(spins, seed, id, lanes) : forests(seed, id, lanes);
  };
  return handle;
}

}  // namespace lnz
