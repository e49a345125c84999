#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lnz {

/// Bits of the units of all lanes of a block: unit i of lane l is bit i % 32 of
/// words[(i / 32) * lanes + l]. Bits beyond the last unit mean nothing.
struct PackedBits {
  static constexpr std::size_t kWord = 32;

  std::size_t units = 0, lanes = 0;
  std::vector<std::uint32_t> words;

  PackedBits() = default;
  PackedBits(std::size_t unit_count, std::size_t lane_count)
      : units(unit_count),
        lanes(lane_count),
        words((unit_count + kWord - 1) / kWord * lane_count) {}

  std::uint32_t& word(std::size_t unit, std::size_t lane) {
    return words[unit / kWord * lanes + lane];
  }
  bool test(std::size_t unit, std::size_t lane) const {
    return words[unit / kWord * lanes + lane] >> unit % kWord & 1;
  }
  void set(std::size_t unit, std::size_t lane, bool value) {
    std::uint32_t const bit = std::uint32_t{1} << unit % kWord;
    word(unit, lane) = value ? word(unit, lane) | bit : word(unit, lane) & ~bit;
  }
};

/// Lanes as units and units as lanes: bit i of lane l becomes bit l of lane i.
PackedBits turned(PackedBits const& x);

}  // namespace lnz
