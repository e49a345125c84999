#include "models/packed/packed_replicas.hpp"

#include "models/kernels/ars_fill.hpp"

#include <algorithm>
#include <numbers>

namespace lnz {
namespace {

constexpr std::size_t kWordBits = Granule::kWordBits;

/// Lanes first, first + 1, ... of 256 at most.
template <class Values>
auto lanes_from(Values values, std::size_t first) {
  return values.subspan(first, std::min(kWordBits, values.size() - first));
}

std::uint64_t& limb_of(ReplicaSpins& spins, std::uint32_t word, std::size_t lane) {
  return spins.granules[word / 2].limb[word % 2 * 4 + lane % kWordBits / 64];
}

}  // namespace

std::optional<std::string> PackedReplicas::refusal(LatticeParameters const& lattice) {
  if (lattice.has_field()) return "it has a field";
  if (!lattice.bond_strength()) return "its bonds differ in strength";
  if (lattice.degree(0) == 0) return "it has no bonds";
  if (lattice.has_odd_ring()) return "a periodic side is odd";
  return std::nullopt;
}

PackedReplicas::PackedReplicas(LatticeParameters const& lattice)
    : strength_(*lattice.bond_strength()) {
  number_sites(lattice);
  join_neighbours(lattice);
}

/// Sites of one colour and degree get consecutive words, whole granules of them.
void PackedReplicas::number_sites(LatticeParameters const& lattice) {
  word_of_.resize(lattice.sites());
  std::size_t granule = 0;
  for (int const colour : {0, 1}) {
    for (int degree = 1; degree <= SiteGroup::kMostBonds; ++degree) {
      std::size_t word = 2 * granule;
      for (std::size_t site = 0; site < lattice.sites(); ++site)
        if (lattice.colour(site) == colour && lattice.degree(site) == degree)
          word_of_[site] = static_cast<std::uint32_t>(word++);
      std::size_t const end = (word + 1) / 2;
      if (end > granule) groups_.push_back({degree, granule, end, {}});
      granule = end;
    }
    if (colour == 0) even_groups_ = groups_.size();
  }
  for (SiteGroup& group : groups_) {
    losses_ |= losses_of(group.bonds);
    // The site that fills up the last granule, if there is one, is its own satisfied neighbour.
    for (std::size_t word = 2 * group.first; word < 2 * group.last; ++word)
      group.neighbours.insert(group.neighbours.end(), static_cast<std::size_t>(group.bonds),
                              static_cast<std::uint32_t>(word));
  }
}

void PackedReplicas::join_neighbours(LatticeParameters const& lattice) {
  auto const half = static_cast<std::uint32_t>(2 * groups_.back().last);
  std::vector<std::uint8_t> joined(half);  // bonds of a word so far
  auto const join = [&](std::uint32_t from, std::uint32_t to, double J) {
    auto const group =
        std::ranges::find_if(groups_, [&](SiteGroup const& g) { return from < 2 * g.last; });
    auto const bonds = static_cast<std::size_t>(group->bonds);
    group->neighbours[(from - 2 * group->first) * bonds + joined[from]++] = J < 0 ? half + to : to;
  };
  for (std::size_t site = 0; site < lattice.sites(); ++site)
    for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
      if (!lattice.has_bond(axis, site)) continue;
      std::uint32_t const here = word_of_[site], there = word_of_[lattice.neighbour(axis, site)];
      join(here, there, lattice.bond(axis, site));
      join(there, here, lattice.bond(axis, site));
      ++bonds_;
    }
}

PackedReplicas::State PackedReplicas::empty(int lanes) const {
  auto const count = static_cast<std::size_t>(lanes);
  ReplicaSpins const spins{std::vector<Granule>(2 * groups_.back().last)};
  return {.lanes = lanes,
          .words = std::vector<ReplicaSpins>((count + kWordBits - 1) / kWordBits, spins),
          .slope = std::vector<double>(count)};
}

void PackedReplicas::complement(ReplicaSpins& spins) const {
  for (std::size_t g = 0; g < spins.half(); ++g)
    for (std::size_t i = 0; i < 8; ++i)
      spins.granules[spins.half() + g].limb[i] = ~spins.granules[g].limb[i];
}

PackedReplicas::State PackedReplicas::draw_reference(int lanes, Stream& random) const {
  State x = empty(lanes);
  for (ReplicaSpins& spins : x.words) {
    ars_fill(ars_key(random), 0, {spins.granules.front().limb, 8 * spins.half()});
    complement(spins);
  }
  update_slope(x);
  return x;
}

void PackedReplicas::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::vector<double> exponent;
  for (std::size_t i = 0; i < x.words.size(); ++i) {
    exponent.clear();
    for (double const b : lanes_from(beta, i * kWordBits)) exponent.push_back(2 * b * strength_);
    Thresholds const thresholds = lane_thresholds(exponent, losses_);
    ArsKey const key = ars_key(random);
    for (SiteGroup const& group : groups_) update_replicas(group, thresholds, key, x.words[i]);
  }
  update_slope(x);
}

/// Every bond has one even end.
void PackedReplicas::update_slope(State& x) const {
  std::vector<std::int64_t> broken(x.words.size() * kWordBits);
  for (std::size_t i = 0; i < x.words.size(); ++i)
    for (std::size_t g = 0; g < even_groups_; ++g)
      count_broken(groups_[g], x.words[i], lanes_from(std::span(broken), i * kWordBits));
  for (std::size_t l = 0; l < x.slope.size(); ++l)
    x.slope[l] = strength_ * static_cast<double>(bonds_ - 2 * broken[l]);
}

void PackedReplicas::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

double PackedReplicas::log_z_reference() const {
  return static_cast<double>(unit_count()) * std::numbers::ln2;
}

std::vector<PackedReplicas::Unit> PackedReplicas::units(State const& x) const {
  std::vector<Unit> units;
  units.reserve(static_cast<std::size_t>(x.lanes) * unit_count());
  for (std::size_t lane = 0; lane < x.slope.size(); ++lane)
    for (std::uint32_t const word : word_of_) {
      std::uint64_t const limb =
          x.words[lane / kWordBits].granules[word / 2].limb[word % 2 * 4 + lane % kWordBits / 64];
      units.push_back(limb >> lane % 64 & 1 ? 1 : -1);
    }
  return units;
}

PackedReplicas::State PackedReplicas::restore(std::span<Unit const> units, int lanes) const {
  State x = empty(lanes);
  for (std::size_t lane = 0; lane < x.slope.size(); ++lane)
    for (std::size_t site = 0; site < unit_count(); ++site)
      limb_of(x.words[lane / kWordBits], word_of_[site], lane) |=
          std::uint64_t{units[lane * unit_count() + site] > 0} << lane % 64;
  for (ReplicaSpins& spins : x.words) complement(spins);
  update_slope(x);
  return x;
}

}  // namespace lnz
