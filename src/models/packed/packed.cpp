#include "models/packed/packed.hpp"

#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/packed/packed_lattice.hpp"
#include "models/packed/packed_replicas.hpp"

#include <fmt/format.h>

#include <climits>
#include <functional>
#include <numbers>

namespace lnz {
namespace {

/// A model made when the first block asks for it: either form takes memory.
template <class Model>
class Late {
 public:
  explicit Late(std::function<Model()> make) : make_(std::move(make)) {}
  std::shared_ptr<Model const> get() {
    if (!model_) model_ = std::make_shared<Model const>(make_());
    return model_;
  }

 private:
  std::function<Model()> make_;
  std::shared_ptr<Model const> model_;
};

/// Time in decided granules: what a lane and a line of a packed lattice cost beside their own, a
/// sweep of packed replicas beside its sites, and a pair of their sites with its share of the
/// count.
constexpr double kLaneOverhead = 30, kLineOverhead = 4, kSweepOverhead = 200, kPair = 1.2;

/// A Metropolis sweep against one of forests: a hundredth of the time, a tenth of the progress.
constexpr int kLight = 5;

bool prefers_lattice(BlockLayout const& layout, std::size_t sites, int lanes) {
  if (sites > static_cast<std::size_t>(kMostUnits)) return true;
  auto const lines = static_cast<double>(2 * layout.lines());
  double const line = static_cast<double>(layout.line_granules()) + kLineOverhead;
  int const words = (lanes + 255) / 256;
  return lanes * (kLaneOverhead + lines * line) <
         words * (kSweepOverhead + kPair * static_cast<double>(sites) / 2);
}

void require_room(BlockLayout const& layout, LatticeParameters const& lattice, int ranks) {
  int const most = LatticeTeam::most_ranks(layout);
  if (ranks > most)
    throw ConfigError(
        fmt::format("--team = {} (the lines of {} divide among {} rank{} at most); set --team {}",
                    ranks, times(lattice.shape), most, most == 1 ? "" : "s", most));
}

/// Of the packing by lines; 0 if blocks of one lane are packed by replica already.
int most_lanes(BlockLayout const& layout, std::size_t sites) {
  int lanes = PackedReplicas::kLanes;
  while (lanes > 0 && !prefers_lattice(layout, sites, lanes)) --lanes;
  return lanes < PackedReplicas::kLanes ? lanes : INT_MAX;
}

}  // namespace

std::optional<std::string> packing_refusal(LatticeParameters const& lattice) {
  return lattice.sites() > static_cast<std::size_t>(kMostUnits) ? PackedLattice::refusal(lattice)
                                                                : PackedReplicas::refusal(lattice);
}

ModelHandle packed(LatticeParameters const& lattice, Communicator const& team) {
  std::size_t const sites = lattice.sites();
  auto const shared = std::make_shared<LatticeParameters const>(lattice);
  auto const layout = PackedLattice::refusal(lattice) ? std::optional<BlockLayout>()
                                                      : BlockLayout::of(lattice.shape);
  if (layout) require_room(*layout, lattice, team.size());
  auto const lattices = std::make_shared<Late<PackedLattice>>(
      [shared, team] { return PackedLattice(*shared, team); });
  auto const replicas =
      std::make_shared<Late<PackedReplicas>>([shared] { return PackedReplicas(*shared); });
  // Fewer replicas than a word holds cost as much; a large lattice is a block of its own.
  int const lanes = layout && prefers_lattice(*layout, sites, PackedReplicas::kLanes)
                        ? 1
                        : PackedReplicas::kLanes;
  return {.make_block =
              [=](std::uint64_t seed, std::uint32_t id, int lanes) {
                return layout && prefers_lattice(*layout, sites, lanes)
                           ? Block(lattices->get(), seed, id, lanes)
                           : Block(replicas->get(), seed, id, lanes);
              },
          .log_z_reference = static_cast<double>(sites) * std::numbers::ln2,
          .unit_count = sites,
          .readout = {sites},
          .lanes = lanes,
          .fewest_lanes = lanes,
          .light = kLight,
          .shared = layout && team.size() > 1,
          .keeps_units = !layout || team.is_root(),
          .most_lanes = layout ? most_lanes(*layout, sites) : 0};
}

}  // namespace lnz
