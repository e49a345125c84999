#include "models/packed/block_layout.hpp"

#include "models/kernels/chunks.hpp"

#include <algorithm>
#include <cstring>

namespace lnz {
namespace {

using Word = BlockLayout::Word;

constexpr std::size_t kMargin = 2;        ///< words before and behind a line
constexpr std::size_t kHaloBatch = 4096;  ///< words, tens of microseconds

/// Bit (b + n) % 256 of the result is bit b of the word; n <= 256.
Word rotated(Word const& word, std::size_t n) {
  Word out;
  for (std::size_t i = 0, limbs = n / 64, bits = n % 64; i < 4; ++i)
    out[i] = word[(i - limbs) % 4] << bits | word[(i - limbs - 1) % 4] >> 1 >> (63 - bits);
  return out;
}

template <class Words>
auto* limbs_of(Words& words, std::size_t word) {
  return words[word / 2].limb + word % 2 * 4;
}

Word load(BlockLayout::Words const& words, std::size_t word) {
  Word out;
  std::memcpy(&out, limbs_of(words, word), sizeof out);
  return out;
}

void store(Word const& word, BlockLayout::Words& words, std::size_t at) {
  std::memcpy(limbs_of(words, at), &word, sizeof word);
}

}  // namespace

std::optional<BlockLayout> BlockLayout::of(std::vector<std::size_t> const& shape) {
  BlockLayout layout;
  std::ranges::copy_if(shape, std::back_inserter(layout.sides_), [](auto s) { return s > 1; });
  if (layout.sides_.empty() || !layout.cut(layout.sides_)) return std::nullopt;
  std::size_t lines = 1;
  for (std::size_t axis = 0; axis + 1 < layout.axes(); ++axis) lines *= layout.places_[axis];
  layout.lay_lines(0, lines, true);
  return layout;
}

BlockLayout BlockLayout::part(std::size_t first, std::size_t last) const {
  BlockLayout part = *this;
  part.lay_lines(first, last, false);
  return part;
}

/// Halves the longest side of a block, the first of equal ones, until there are 256 blocks.
bool BlockLayout::cut(std::vector<std::size_t> const& sides) {
  places_ = sides;
  blocks_.assign(sides.size(), 1);
  auto const least = [&](std::size_t axis) { return axis + 1 == sides.size() ? 4u : 2u; };
  for (std::size_t axis = 0; axis < sides.size(); ++axis)
    if (sides[axis] % least(axis) != 0) return false;
  for (std::size_t count = 1; count < Granule::kWordBits; count *= 2) {
    std::size_t longest = sides.size();
    for (std::size_t axis = 0; axis < sides.size(); ++axis)
      if (places_[axis] % (2 * least(axis)) == 0 &&
          (longest == sides.size() || places_[axis] > places_[longest]))
        longest = axis;
    if (longest == sides.size()) return false;
    places_[longest] /= 2;
    blocks_[longest] *= 2;
  }
  bit_stride_.assign(sides.size(), 1);
  for (std::size_t axis = sides.size() - 1; axis-- > 0;)
    bit_stride_[axis] = bit_stride_[axis + 1] * blocks_[axis + 1];
  first_block_.assign(sides.size(), {});
  last_block_ = first_block_;
  for (std::size_t axis = 0; axis < sides.size(); ++axis)
    for (std::size_t bit = 0; bit < Granule::kWordBits; ++bit) {
      std::size_t const block = bit / bit_stride_[axis] % blocks_[axis];
      std::uint64_t const mask = std::uint64_t{1} << bit % 64;
      if (block == 0) first_block_[axis][bit / 64] |= mask;
      if (block + 1 == blocks_[axis]) last_block_[axis][bit / 64] |= mask;
    }
  return true;
}

/// Lines of the box of blocks' places with a halo line at either end of every axis: of all layers,
/// or of those that own lines and their borders lie in. A part's words are a piece of the whole's;
/// layers around the lattice come to it as borders.
void BlockLayout::lay_lines(std::size_t own_first, std::size_t own_last, bool whole) {
  std::size_t const last = places_.size() - 1;
  std::size_t stride = places_[last] / 2 + 2 * kMargin, count = 1, first = kMargin;
  std::vector<std::size_t> line_stride(last);
  word_stride_.assign(last, 0);
  for (std::size_t axis = last; axis-- > 0;) {
    word_stride_[axis] = stride;
    line_stride[axis] = count;
    first += stride;
    stride *= places_[axis] + 2;
    count *= places_[axis];
  }
  first_line_ = own_first;
  last_line_ = own_last;
  granules_ = stride / 2;
  if (!whole) {
    std::size_t const layer = line_stride[0], begin = own_first / layer,
                      end = (own_last + layer - 1) / layer;
    first_granule_ = begin * word_stride_[0] / 2;
    granules_ = (end + 2 - begin) * word_stride_[0] / 2;
    first -= 2 * first_granule_;
  }
  auto const owns = [&](std::size_t line) { return line >= own_first && line < own_last; };
  lines_.clear();
  halos_.clear();
  border_halos_.clear();
  for (std::size_t line = 0; line < count; ++line) {
    std::size_t word = first, sum = 0;
    std::vector<std::size_t> at(last);
    for (std::size_t axis = last, rest = line; axis-- > 0; rest /= places_[axis]) {
      at[axis] = rest % places_[axis];
      sum += at[axis];
      word += at[axis] * word_stride_[axis];
    }
    lines_.push_back({word, sum % 2 == 1});
    for (std::size_t axis = whole ? 0 : 1; axis < last; ++axis) {
      std::size_t const way = places_[axis] * word_stride_[axis],
                        across = (places_[axis] - 1) * line_stride[axis];
      auto& halos = owns(line) ? halos_ : border_halos_;
      if (at[axis] + 1 == places_[axis] && owns(line - across))
        halos.push_back({word, word - way, axis, true});
      if (at[axis] == 0 && owns(line + across)) halos.push_back({word, word + way, axis, false});
    }
  }
}

BlockLayout::Place BlockLayout::place(std::size_t site) const {
  std::size_t line = 0, line_count = 1, along = 0, bit = 0, sum = 0;
  for (std::size_t axis = sides_.size(); axis-- > 0; site /= sides_[axis]) {
    std::size_t const at = site % sides_[axis], inside = at % places_[axis];
    bit += at / places_[axis] * bit_stride_[axis];
    sum += inside;
    if (axis + 1 == sides_.size()) {
      along = inside;
    } else {
      line += inside * line_count;
      line_count *= places_[axis];
    }
  }
  return {static_cast<int>(sum % 2), first_word(line) + along / 2, static_cast<unsigned>(bit)};
}

std::size_t BlockLayout::before(std::size_t line, std::size_t axis) const {
  return lines_[line].first_word - word_stride_[axis];
}
std::size_t BlockLayout::behind(std::size_t line, std::size_t axis) const {
  return lines_[line].first_word + word_stride_[axis];
}

/// Every bit moved to the next block along the axis, the last block's to the first; or back.
Word BlockLayout::turned(Word const& word, std::size_t axis, bool forward) const {
  std::size_t const step = bit_stride_[axis], around = step * (blocks_[axis] - 1);
  Word const moved = rotated(word, forward ? step : 256 - step),
             wrapped = rotated(word, forward ? 256 - around : around),
             &border = forward ? first_block_[axis] : last_block_[axis];
  Word out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = (moved[i] & ~border[i]) | (wrapped[i] & border[i]);
  return out;
}

void BlockLayout::fill(Words& words, std::vector<Halo> const& halos) const {
  std::size_t const length = places_.back() / 2,
                    batch = std::max<std::size_t>(1, kHaloBatch / length);
  for_each_share(halos.size(), batch, [&](std::size_t h) {
    for (std::size_t i = 0; i < length; ++i)
      store(turned(load(words, halos[h].from + i), halos[h].axis, halos[h].before), words,
            halos[h].to + i);
  });
}

void BlockLayout::fill_halo_word(Words& words, int colour, std::size_t line) const {
  std::size_t const axis = places_.size() - 1, first = first_word(line),
                    end = first + places_[axis] / 2;
  if (shift(line, colour))
    store(turned(load(words, end - 1), axis, true), words, first - 1);
  else
    store(turned(load(words, first), axis, false), words, end);
}

std::vector<std::byte> BlockLayout::read(Words const& words, std::size_t first,
                                         std::size_t count) const {
  std::vector<std::byte> lines(count * line_bytes());
  for (std::size_t i = 0; i < count; ++i)
    std::memcpy(lines.data() + i * line_bytes(), limbs_of(words, first_word(first + i)),
                line_bytes());
  return lines;
}

void BlockLayout::write(Words& words, std::size_t first, std::span<std::byte const> lines) const {
  for (std::size_t i = 0; i * line_bytes() < lines.size(); ++i)
    std::memcpy(limbs_of(words, first_word(first + i)), lines.data() + i * line_bytes(),
                line_bytes());
}

/// Beyond either end of the lattice a border is a halo: its bits turn by one block.
void BlockLayout::fill_borders(Words& words, std::span<std::byte const> before,
                               std::span<std::byte const> behind) const {
  std::size_t const layer = layer_lines(), length = places_.back() / 2;
  auto const put_around = [&](std::span<std::byte const> lines, std::size_t to, bool forward) {
    for (std::size_t i = 0; i < layer * length; ++i) {
      Word word;
      std::memcpy(&word, lines.data() + i * sizeof word, sizeof word);
      std::size_t const line = first_word(to + i / length);
      store(turned(word, 0, forward), words,
            (forward ? line - word_stride_[0] : line + word_stride_[0]) + i % length);
    }
  };
  if (first_line_ > 0)
    write(words, first_line_ - layer, before);
  else
    put_around(before, 0, true);
  if (last_line_ < lines())
    write(words, last_line_, behind);
  else
    put_around(behind, lines() - layer, false);
  fill(words, border_halos_);
}

}  // namespace lnz
