#include "models/packed_lattice.hpp"

#include "models/kernels/ars_fill.hpp"
#include "models/kernels/chunks.hpp"
#include "models/packed_replicas.hpp"

#include <algorithm>
#include <numbers>
#include <numeric>

namespace lnz {
namespace {

constexpr std::size_t kWordLimbs = LatticeLine::kWordLimbs;

std::uint64_t const* word_in(BlockLayout::Words const& words, std::size_t word) {
  return words.front().limb + word * kWordLimbs;
}

std::uint64_t& limb_of(PackedLattice::Colours& colours, BlockLayout::Place const& at) {
  return colours[static_cast<std::size_t>(at.colour)][at.word / 2]
      .limb[at.word % 2 * kWordLimbs + at.bit / 64];
}

}  // namespace

std::optional<std::string> PackedLattice::refusal(LatticeParameters const& lattice) {
  if (auto const reason = PackedReplicas::refusal(lattice)) return reason;
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    if (!lattice.periodic[axis] && lattice.shape[axis] > 1) return "a side is open";
  if (!BlockLayout::of(lattice.shape)) return "its sides do not divide into 256 blocks";
  return std::nullopt;
}

PackedLattice::PackedLattice(LatticeParameters const& lattice)
    : layout_(*BlockLayout::of(lattice.shape)),
      sites_(lattice.sites()),
      strength_(*lattice.bond_strength()),
      antiferromagnet_(lattice.uniform_coupling() && lattice.first_bond() < 0) {
  if (!lattice.uniform_coupling()) mark_signs(lattice);
}

void PackedLattice::mark_signs(LatticeParameters const& lattice) {
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
    if (lattice.shape[axis] == 1) continue;
    Colours& signs = signs_.emplace_back(Colours{layout_.empty(), layout_.empty()});
    for (std::size_t site = 0; site < sites_; ++site) {
      BlockLayout::Place const at = layout_.place(site);
      limb_of(signs, at) |= std::uint64_t{lattice.bond(axis, site) < 0} << at.bit % 64;
    }
    for (int const colour : {0, 1}) {
      auto& words = signs[static_cast<std::size_t>(colour)];
      layout_.fill_halo_lines(words);
      for (std::size_t line = 0; line < layout_.lines(); ++line)
        layout_.fill_halo_word(words, colour, line);
    }
  }
}

std::size_t PackedLattice::lines_of_chunk() const {
  return std::max<std::size_t>(1, kChunk / layout_.line_granules());
}

std::size_t PackedLattice::chunks() const {
  return (layout_.lines() + lines_of_chunk() - 1) / lines_of_chunk();
}

/// Bonds 2 a and 2 a + 1 go back and forth along axis a. A bond's sign is kept at its lower end.
LatticeLine PackedLattice::line_of(Colours& spins, int colour, std::size_t line) const {
  auto const own = static_cast<std::size_t>(colour), other = 1 - own;
  std::size_t const here = layout_.first_word(line), last = layout_.axes() - 1,
                    back = layout_.shift(line, colour) ? here : here - 1;
  LatticeLine out{&spins[own][here / 2], {}, {}};
  auto const join = [&](std::size_t axis, std::size_t lower, std::size_t upper) {
    out.near[2 * axis] = word_in(spins[other], lower);
    out.near[2 * axis + 1] = word_in(spins[other], upper);
    if (signs_.empty()) return;
    out.sign[2 * axis] = word_in(signs_[axis][other], lower);
    out.sign[2 * axis + 1] = word_in(signs_[axis][own], here);
  };
  for (std::size_t axis = 0; axis < last; ++axis)
    join(axis, layout_.before(line, axis), layout_.behind(line, axis));
  join(last, back, back + 1);
  return out;
}

/// body(chunk, lines) for all chunks of a colour, the other colour's halos being filled.
template <class Body>
void PackedLattice::for_each_chunk_of(Colours& spins, int colour, Body const& body) const {
  auto& other = spins[static_cast<std::size_t>(1 - colour)];
  layout_.fill_halo_lines(other);
  for_each_share(chunks(), kChunksAtATime, [&](std::size_t chunk) {
    std::size_t const first = chunk * lines_of_chunk(),
                      end = std::min(first + lines_of_chunk(), layout_.lines());
    std::vector<LatticeLine> lines;
    lines.reserve(end - first);
    for (std::size_t line = first; line < end; ++line) {
      layout_.fill_halo_word(other, 1 - colour, line);
      lines.push_back(line_of(spins, colour, line));
    }
    std::size_t const lines_before = static_cast<std::size_t>(colour) * layout_.lines() + first;
    body(chunk, LatticeLines{.lines = lines,
                             .granules = layout_.line_granules(),
                             .bonds = layout_.bonds(),
                             .has_signs = !signs_.empty(),
                             .antiferromagnet = antiferromagnet_,
                             .first_granule = lines_before * layout_.line_granules()});
  });
}

PackedLattice::State PackedLattice::draw_reference(int lanes, Stream& random) const {
  State x{{}, std::vector<double>(static_cast<std::size_t>(lanes))};
  for (int lane = 0; lane < lanes; ++lane) {
    x.spins.push_back({layout_.empty(), layout_.empty()});
    ArsKey const key = ars_key(random);
    for (std::size_t colour : {0, 1}) {
      auto& words = x.spins.back()[colour];
      ars_fill(key, colour, {words.front().limb, 8 * words.size()});
    }
  }
  update_slope(x);
  return x;
}

void PackedLattice::sweep(State& x, ConstLanes beta, Stream& random) const {
  for (std::size_t lane = 0; lane < x.spins.size(); ++lane) {
    ArsKey const key = ars_key(random);
    Thresholds const thresholds =
        common_thresholds(2 * beta[lane] * strength_, losses_of(layout_.bonds()));
    for (int const colour : {0, 1})
      for_each_chunk_of(x.spins[lane], colour, [&](std::size_t, LatticeLines const& lines) {
        update_lines(lines, thresholds, key);
      });
  }
  update_slope(x);
}

/// Every bond has one even end.
std::int64_t PackedLattice::broken(Colours& spins) const {
  std::vector<std::int64_t> of_chunk(chunks());
  for_each_chunk_of(spins, 0, [&](std::size_t chunk, LatticeLines const& lines) {
    of_chunk[chunk] = broken_bonds(lines);
  });
  return std::accumulate(of_chunk.begin(), of_chunk.end(), std::int64_t{0});
}

void PackedLattice::update_slope(State& x) const {
  auto const bonds = static_cast<std::int64_t>(sites_) * layout_.bonds() / 2;
  for (std::size_t lane = 0; lane < x.spins.size(); ++lane)
    x.slope[lane] = strength_ * static_cast<double>(bonds - 2 * broken(x.spins[lane]));
}

void PackedLattice::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

double PackedLattice::log_z_reference() const {
  return static_cast<double>(sites_) * std::numbers::ln2;
}

std::vector<PackedLattice::Unit> PackedLattice::units(State const& x) const {
  std::vector<Unit> units(x.spins.size() * sites_);
  for (std::size_t site = 0; site < sites_; ++site) {
    BlockLayout::Place const at = layout_.place(site);
    for (std::size_t lane = 0; lane < x.spins.size(); ++lane)
      units[lane * sites_ + site] =
          word_in(x.spins[lane][static_cast<std::size_t>(at.colour)], at.word)[at.bit / 64] >>
                      at.bit % 64 &
                  1
              ? 1
              : -1;
  }
  return units;
}

PackedLattice::State PackedLattice::restore(std::span<Unit const> units, int lanes) const {
  State x{std::vector<Colours>(static_cast<std::size_t>(lanes),
                               Colours{layout_.empty(), layout_.empty()}),
          std::vector<double>(static_cast<std::size_t>(lanes))};
  for (std::size_t site = 0; site < sites_; ++site) {
    BlockLayout::Place const at = layout_.place(site);
    for (std::size_t lane = 0; lane < x.spins.size(); ++lane)
      limb_of(x.spins[lane], at) |= std::uint64_t{units[lane * sites_ + site] > 0} << at.bit % 64;
  }
  update_slope(x);
  return x;
}

}  // namespace lnz
