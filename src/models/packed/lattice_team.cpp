#include "models/packed/lattice_team.hpp"

#include "models/kernels/chunks.hpp"

#include <algorithm>

namespace lnz {
namespace {

std::size_t lines_of_chunk(BlockLayout const& layout) {
  return std::max<std::size_t>(1, kChunk / layout.line_granules());
}

std::size_t chunks_of(BlockLayout const& layout) {
  return (layout.lines() + lines_of_chunk(layout) - 1) / lines_of_chunk(layout);
}

LatticeTeam::Chunks share(BlockLayout const& layout, int rank, int ranks) {
  auto const n = static_cast<std::size_t>(ranks), r = static_cast<std::size_t>(rank);
  return {chunks_of(layout) * r / n, chunks_of(layout) * (r + 1) / n};
}

LatticeTeam::Chunks lines_in(BlockLayout const& layout, LatticeTeam::Chunks chunks) {
  std::size_t const each = lines_of_chunk(layout);
  return {std::min(chunks.first * each, layout.lines()),
          std::min(chunks.last * each, layout.lines())};
}

BlockLayout part(BlockLayout const& whole, Communicator const& comm) {
  if (comm.size() == 1) return whole;
  auto const lines = lines_in(whole, share(whole, comm.rank(), comm.size()));
  return whole.part(lines.first, lines.last);
}

}  // namespace

LatticeTeam::LatticeTeam(BlockLayout whole, Communicator comm)
    : whole_(std::move(whole)),
      layout_(part(whole_, comm)),
      comm_(std::move(comm)),
      own_(share(whole_, comm_.rank(), comm_.size())),
      inner_(own_) {
  if (alone()) return;
  std::size_t const layer = whole_.layer_lines(), each = lines_of_chunk(whole_);
  inner_.first = std::min((layout_.first_line() + layer + each - 1) / each, own_.last);
  inner_.last = std::max((layout_.last_line() - layer) / each, inner_.first);
}

int LatticeTeam::most_ranks(BlockLayout const& whole) {
  if (whole.axes() < 2) return 1;
  auto const fits = [&](int ranks) {
    for (int r = 0; r < ranks; ++r)
      if (lines_in(whole, share(whole, r, ranks)).size() < whole.layer_lines()) return false;
    return true;
  };
  auto ranks = static_cast<int>(std::min(chunks_of(whole), whole.lines() / whole.layer_lines()));
  while (ranks > 1 && !fits(ranks)) --ranks;
  return ranks;
}

LatticeTeam::Chunks LatticeTeam::lines_of(std::size_t chunk) const {
  return lines_in(whole_, {chunk, chunk + 1});
}

BlockLayout::Words LatticeTeam::gathered(BlockLayout::Words const& mine) const {
  auto const lines = comm_.gather(
      layout_.read(mine, layout_.first_line(), layout_.last_line() - layout_.first_line()));
  if (!is_first()) return {};
  BlockLayout::Words words = whole_.empty();
  whole_.write(words, 0, lines);
  return words;
}

BlockLayout::Words LatticeTeam::dealt(BlockLayout::Words const& whole) const {
  std::size_t const lines = layout_.last_line() - layout_.first_line();
  auto const mine =
      comm_.scatter(is_first() ? whole_.read(whole, 0, whole_.lines()) : std::vector<std::byte>(),
                    lines * layout_.line_bytes());
  BlockLayout::Words words = layout_.empty();
  layout_.write(words, layout_.first_line(), mine);
  return words;
}

LatticeTeam::Exchange::Exchange(LatticeTeam const& team, BlockLayout::Words& words)
    : team_(team),
      words_(words),
      to_before_(team.layout_.read(words, team.layout_.first_line(), team.layout_.layer_lines())),
      to_behind_(team.layout_.read(words, team.layout_.last_line() - team.layout_.layer_lines(),
                                   team.layout_.layer_lines())),
      from_before_(to_behind_.size()),
      from_behind_(to_before_.size()),
      under_way_(team.comm_.exchange(to_before_, to_behind_, from_before_, from_behind_)) {}

void LatticeTeam::Exchange::finish() {
  under_way_.finish();
  team_.layout_.fill_borders(words_, from_before_, from_behind_);
}

}  // namespace lnz
