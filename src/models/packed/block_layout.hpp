#pragma once

#include "models/kernels/granule.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lnz {

/// Sites of a periodic lattice as bits of 256-bit words. Every side is cut into a power of two of
/// equal blocks, 256 blocks in all; bit b of a word is a site of block b, all at the same place of
/// their blocks. Neighbours are then the same bit of the neighbouring word; beyond a block's border
/// it is a halo word, the word of the opposite border with its bits turned by one block.
///
/// Words lie in lines along the last axis, every other one in the array of either colour: word i of
/// a line at place 2 i + shift. A line has a margin of a granule before and behind, for halo words.
///
/// Lines are numbered with the first axis slowest; those at one place of it are a layer. A layout
/// may hold some lines only, its own, and room for a layer's worth of lines before and behind them,
/// their borders: nothing a line has to do with is further away.
class BlockLayout {
 public:
  using Word = std::array<std::uint64_t, 4>;
  using Words = std::vector<Granule>;  ///< of one colour

  struct Place {
    int colour;
    std::size_t word;
    unsigned bit;
  };

  /// None if the sides do not allow it: the last one has to be a multiple of 4 times its blocks,
  /// the others of 2 times theirs, in the squarest cut that does. Sides of length 1 are left out.
  static std::optional<BlockLayout> of(std::vector<std::size_t> const& shape);

  /// The same with own lines [first, last), at least a layer's worth; borders are others' to give.
  /// Needs two axes.
  BlockLayout part(std::size_t first, std::size_t last) const;

  std::size_t lines() const { return lines_.size(); }  ///< of the lattice
  std::size_t first_line() const { return first_line_; }
  std::size_t last_line() const { return last_line_; }
  std::size_t layer_lines() const { return axes() > 1 ? lines() / places_.front() : lines(); }
  std::size_t first_granule() const { return first_granule_; }  ///< of empty(), in the lattice's
  std::size_t granules() const { return granules_; }
  std::size_t line_granules() const { return places_.back() / 4; }
  int bonds() const { return 2 * static_cast<int>(places_.size()); }  ///< of a site
  Words empty() const { return Words(granules_); }
  Place place(std::size_t site) const;

  /// First word of a line, and of the lines before and behind it along an axis but the last.
  std::size_t first_word(std::size_t line) const { return lines_[line].first_word; }
  std::size_t before(std::size_t line, std::size_t axis) const;
  std::size_t behind(std::size_t line, std::size_t axis) const;
  std::size_t axes() const { return places_.size(); }

  /// Whether word i of this colour's line is at place 2 i + 1; its neighbours are the words i and
  /// i + 1 of the other colour then, and i - 1 and i otherwise.
  bool shift(std::size_t line, int colour) const { return lines_[line].odd != (colour == 1); }

  /// Fills the halo lines that copy own lines, and the halo word of a line that the other colour
  /// needs.
  void fill_halo_lines(Words& words) const { fill(words, halos_); }
  void fill_halo_word(Words& words, int colour, std::size_t line) const;

  /// `count` own lines from `first` on, as bytes: what other ranks' borders need, and back.
  std::size_t line_bytes() const { return places_.back() / 2 * sizeof(Word); }
  std::vector<std::byte> read(Words const& words, std::size_t first, std::size_t count) const;
  void write(Words& words, std::size_t first, std::span<std::byte const> lines) const;

  /// Fills the border lines from the ranks' that own them, and the halo lines that copy them.
  void fill_borders(Words& words, std::span<std::byte const> before,
                    std::span<std::byte const> behind) const;

 private:
  struct Line {
    std::size_t first_word;
    bool odd;  ///< sum of its places modulo 2
  };
  struct Halo {
    std::size_t from, to;  ///< first words
    std::size_t axis;
    bool before;
  };

  bool cut(std::vector<std::size_t> const& sides);
  void lay_lines(std::size_t first, std::size_t last, bool whole);
  void fill(Words& words, std::vector<Halo> const& halos) const;
  Word turned(Word const& word, std::size_t axis, bool forward) const;

  std::vector<std::size_t> places_;       ///< of a block along each axis
  std::vector<std::size_t> blocks_;       ///< along each axis
  std::vector<std::size_t> bit_stride_;   ///< between the bits of neighbouring blocks
  std::vector<std::size_t> word_stride_;  ///< between neighbouring lines
  std::vector<std::size_t> sides_;
  std::vector<Word> first_block_, last_block_;  ///< bits of the blocks at either border, by axis
  std::vector<Line> lines_;
  std::vector<Halo> halos_, border_halos_;  ///< copies of own lines and of borders, for own lines
  std::size_t first_line_ = 0, last_line_ = 0;
  std::size_t first_granule_ = 0, granules_ = 0;
};

}  // namespace lnz
