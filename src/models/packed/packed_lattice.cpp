#include "models/packed/packed_lattice.hpp"

#include "models/kernels/ars_fill.hpp"
#include "models/kernels/chunks.hpp"
#include "models/packed/packed_replicas.hpp"

#include <algorithm>
#include <numbers>
#include <numeric>

namespace lnz {
namespace {

constexpr std::size_t kWordLimbs = LatticeLine::kWordLimbs;
constexpr std::size_t kGranuleCounters = 4;  ///< of the generator, two limbs each

/// Chunks between two looks at messages under way: a millisecond of one thread.
constexpr std::size_t kChunksBetweenLooks = 256;

std::uint64_t const* word_in(BlockLayout::Words const& words, std::size_t word) {
  return words.front().limb + word * kWordLimbs;
}

}  // namespace

std::optional<std::string> PackedLattice::refusal(LatticeParameters const& lattice) {
  if (auto const reason = PackedReplicas::refusal(lattice)) return reason;
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    if (!lattice.periodic[axis] && lattice.shape[axis] > 1) return "a side is open";
  if (!BlockLayout::of(lattice.shape)) return "its sides do not divide into 256 blocks";
  return std::nullopt;
}

int PackedLattice::most_ranks(LatticeParameters const& lattice) {
  return LatticeTeam::most_ranks(*BlockLayout::of(lattice.shape));
}

PackedLattice::PackedLattice(LatticeParameters const& lattice, Communicator team)
    : team_(*BlockLayout::of(lattice.shape), std::move(team)),
      sites_(lattice.sites()),
      strength_(*lattice.bond_strength()),
      antiferromagnet_(lattice.uniform_coupling() && lattice.first_bond() < 0) {
  if (!lattice.uniform_coupling()) mark_signs(lattice);
}

/// Those of the whole lattice with their halos, of which this rank's words are a piece.
void PackedLattice::mark_signs(LatticeParameters const& lattice) {
  BlockLayout const &whole = team_.whole(), &mine = team_.layout();
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
    if (lattice.shape[axis] == 1) continue;
    Colours all{whole.empty(), whole.empty()}, &signs = signs_.emplace_back();
    for (std::size_t site = 0; site < sites_; ++site) {
      BlockLayout::Place const at = whole.place(site);
      limb_of(all, at) |= std::uint64_t{lattice.bond(axis, site) < 0} << at.bit % 64;
    }
    for (int const colour : {0, 1}) {
      auto& words = all[static_cast<std::size_t>(colour)];
      whole.fill_halo_lines(words);
      for (std::size_t line = 0; line < whole.lines(); ++line)
        whole.fill_halo_word(words, colour, line);
      auto const first = words.begin() + static_cast<std::ptrdiff_t>(mine.first_granule());
      signs[static_cast<std::size_t>(colour)].assign(
          first, first + static_cast<std::ptrdiff_t>(mine.granules()));
    }
  }
}

/// Bonds 2 a and 2 a + 1 go back and forth along axis a. A bond's sign is kept at its lower end.
LatticeLine PackedLattice::line_of(Colours& spins, int colour, std::size_t line) const {
  BlockLayout const& layout = team_.layout();
  auto const own = static_cast<std::size_t>(colour), other = 1 - own;
  std::size_t const here = layout.first_word(line), last = layout.axes() - 1,
                    back = layout.shift(line, colour) ? here : here - 1;
  LatticeLine out{&spins[own][here / 2], {}, {}};
  auto const join = [&](std::size_t axis, std::size_t lower, std::size_t upper) {
    out.near[2 * axis] = word_in(spins[other], lower);
    out.near[2 * axis + 1] = word_in(spins[other], upper);
    if (signs_.empty()) return;
    out.sign[2 * axis] = word_in(signs_[axis][other], lower);
    out.sign[2 * axis + 1] = word_in(signs_[axis][own], here);
  };
  for (std::size_t axis = 0; axis < last; ++axis)
    join(axis, layout.before(line, axis), layout.behind(line, axis));
  join(last, back, back + 1);
  return out;
}

/// body(chunk, lines) for all chunks of a colour that this rank owns. Stale halos of the other
/// colour are filled first, the borders while inner chunks are at work.
template <class Body>
void PackedLattice::for_each_chunk_of(Colours& spins, int colour, Halos halos,
                                      Body const& body) const {
  BlockLayout const& layout = team_.layout();
  auto& other = spins[static_cast<std::size_t>(1 - colour)];
  auto const run = [&](LatticeTeam::Chunks chunks) {
    for_each_share(chunks.size(), kChunksAtATime, [&](std::size_t i) {
      auto const [first, end] = team_.lines_of(chunks.first + i);
      std::vector<LatticeLine> lines;
      lines.reserve(end - first);
      for (std::size_t line = first; line < end; ++line) {
        layout.fill_halo_word(other, 1 - colour, line);
        lines.push_back(line_of(spins, colour, line));
      }
      std::size_t const lines_before = static_cast<std::size_t>(colour) * layout.lines() + first;
      body(chunks.first + i, LatticeLines{.lines = lines,
                                          .granules = layout.line_granules(),
                                          .bonds = layout.bonds(),
                                          .has_signs = !signs_.empty(),
                                          .antiferromagnet = antiferromagnet_,
                                          .first_granule = lines_before * layout.line_granules()});
    });
  };
  if (halos == Halos::filled) return run(team_.own());
  if (team_.alone()) {
    layout.fill_halo_lines(other);
    return run(team_.own());
  }
  LatticeTeam::Exchange exchange(team_, other);
  layout.fill_halo_lines(other);
  auto const [first, last] = team_.inner();
  for (std::size_t at = first; at < last; at += kChunksBetweenLooks) {
    run({at, std::min(at + kChunksBetweenLooks, last)});
    exchange.progress();
  }
  exchange.finish();
  run({team_.own().first, first});
  run({last, team_.own().last});
}

PackedLattice::State PackedLattice::draw_reference(int lanes, Stream& random) const {
  BlockLayout const& layout = team_.layout();
  State x{{}, std::vector<double>(static_cast<std::size_t>(lanes))};
  for (int lane = 0; lane < lanes; ++lane) {
    x.spins.push_back({layout.empty(), layout.empty()});
    ArsKey const key = ars_key(random);
    for (std::size_t colour : {0, 1}) {
      auto& words = x.spins.back()[colour];
      ars_fill(key, colour, {words.front().limb, 8 * words.size()},
               kGranuleCounters * layout.first_granule());
    }
  }
  update_slope(x);
  return x;
}

void PackedLattice::sweep(State& x, ConstLanes beta, Stream& random) const {
  for (std::size_t lane = 0; lane < x.spins.size(); ++lane) {
    ArsKey const key = ars_key(random);
    Thresholds const thresholds =
        common_thresholds(2 * beta[lane] * strength_, losses_of(team_.layout().bonds()));
    for (int const colour : {0, 1})
      for_each_chunk_of(
          x.spins[lane], colour, colour == 0 ? Halos::filled : Halos::stale,
          [&](std::size_t, LatticeLines const& lines) { update_lines(lines, thresholds, key); });
  }
  update_slope(x);
}

/// Of this rank's even sites, whose bonds are all there are. Fills the halos of odd words.
std::int64_t PackedLattice::broken(Colours& spins) const {
  auto const own = team_.own();
  std::vector<std::int64_t> of_chunk(own.size());
  for_each_chunk_of(spins, 0, Halos::stale, [&](std::size_t chunk, LatticeLines const& lines) {
    of_chunk[chunk - own.first] = broken_bonds(lines);
  });
  return std::accumulate(of_chunk.begin(), of_chunk.end(), std::int64_t{0});
}

void PackedLattice::update_slope(State& x) const {
  std::vector<std::int64_t> mine;
  for (Colours& spins : x.spins) mine.push_back(broken(spins));
  std::vector<std::int64_t> const all = team_.sum(std::move(mine));
  auto const bonds = static_cast<std::int64_t>(sites_) * team_.layout().bonds() / 2;
  for (std::size_t lane = 0; lane < x.spins.size(); ++lane)
    x.slope[lane] = strength_ * static_cast<double>(bonds - 2 * all[lane]);
}

void PackedLattice::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

double PackedLattice::log_z_reference() const {
  return static_cast<double>(sites_) * std::numbers::ln2;
}

std::vector<PackedLattice::Unit> PackedLattice::units(State const& x) const {
  if (team_.alone()) return spins_of(team_.whole(), x.spins, sites_);
  std::vector<Unit> units;
  for (Colours const& mine : x.spins) {
    Colours const all{team_.gathered(mine[0]), team_.gathered(mine[1])};
    if (!team_.is_first()) continue;
    auto const lane = spins_of(team_.whole(), {&all, 1}, sites_);
    units.insert(units.end(), lane.begin(), lane.end());
  }
  return units;
}

PackedLattice::State PackedLattice::restore(std::span<Unit const> units, int lanes) const {
  auto const n = static_cast<std::size_t>(lanes);
  State x{std::vector<Colours>(n), std::vector<double>(n)};
  for (std::size_t lane = 0; lane < n; ++lane) {
    Colours all;
    if (team_.is_first())
      all = bits_of(team_.whole(), units.subspan(lane * sites_, sites_), sites_).front();
    x.spins[lane] =
        team_.alone() ? std::move(all) : Colours{team_.dealt(all[0]), team_.dealt(all[1])};
  }
  update_slope(x);
  return x;
}

}  // namespace lnz
