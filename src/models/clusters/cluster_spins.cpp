#include "models/clusters/cluster_spins.hpp"

#include "parallel/for_each.hpp"

#include <algorithm>
#include <utility>

namespace lnz {

/// Sites that are worth a thread: some 50 microseconds of a sweep.
constexpr std::size_t kShare = std::size_t{1} << 12;

bool are_cluster_moves(std::string const& moves) {
  return moves == "swendsen-wang" || moves == "wolff";
}

ClusterSpins::Moves ClusterSpins::moves_named(std::string const& name,
                                              std::shared_ptr<ClusterSystem const> system) {
  if (name == "wolff") return Wolff(std::move(system));
  return SwendsenWang(std::move(system));
}

ClusterSpins::ClusterSpins(SpinParameters const& system, Reference const& reference,
                           std::string const& moves, std::size_t strip_sites)
    : system_(std::make_shared<ClusterSystem const>(system, reference, moves, strip_sites)),
      moves_(moves_named(moves, system_)) {}

ClusterSpins::State ClusterSpins::draw_reference(int lanes, Stream& random) const {
  State x;
  x.slope.resize(static_cast<std::size_t>(lanes));
  x.spins.reserve(x.slope.size() * unit_count());
  std::vector<std::uint32_t> plus;
  for (double const g : system_->path().g) plus.push_back(plus_threshold(g));
  std::vector<std::uint32_t> words(unit_count());
  for (int lane = 0; lane < lanes; ++lane) {
    random.fill(words);
    for (std::size_t i = 0; i < words.size(); ++i) x.spins.push_back(words[i] < plus[i] ? 1 : -1);
  }
  update_slope(x);
  return x;
}

void ClusterSpins::sweep(State& x, ConstLanes beta, Stream& random) const {
  ArsKey const key = ars_key(random);
  std::size_t const lanes = beta.size(), share = std::max<std::size_t>(1, kShare / unit_count());
  auto const move = [&](auto const& moves) {
    for_each_index((lanes + share - 1) / share, [&](std::size_t first) {
      for (std::size_t lane = first * share; lane < std::min(lanes, (first + 1) * share); ++lane) {
        std::span const spins = std::span(x.spins).subspan(lane * unit_count(), unit_count());
        moves.move(spins, beta[lane], LaneWords(key, lane));
        x.slope[lane] = system_->slope(spins);
      }
    });
  };
  std::visit(move, moves_);
}

void ClusterSpins::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

ClusterSpins::State ClusterSpins::restore(std::span<Unit const> units, int lanes) const {
  State x{std::vector<Unit>(units.size()), std::vector<double>(static_cast<std::size_t>(lanes))};
  std::ranges::transform(units, x.spins.begin(),
                         [](Unit unit) { return static_cast<Unit>(unit > 0 ? 1 : -1); });
  update_slope(x);
  return x;
}

void ClusterSpins::update_slope(State& x) const {
  for (std::size_t l = 0; l < x.slope.size(); ++l)
    x.slope[l] = system_->slope(std::span(x.spins).subspan(l * unit_count(), unit_count()));
}

}  // namespace lnz
