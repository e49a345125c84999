#pragma once

#include "models/kernels/ars_fill.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace lnz {

/// Random words of one lane in one sweep, a chunk at a time: every word depends on (key, lane,
/// chunk, its place in the chunk) and not on what was drawn before.
class LaneWords {
 public:
  static constexpr std::size_t kChunk = 1024;

  LaneWords(ArsKey key, std::size_t lane) : key_(key), lane_(lane) {}

  /// The first words of a chunk, no more than kChunk.
  void fill(std::uint32_t chunk, std::span<std::uint32_t> out) const {
    std::array<std::uint64_t, kChunk / 2> pairs;
    ars_fill(key_, std::uint64_t{lane_} << 32 | chunk,
             std::span(pairs).first((out.size() + 15) / 16 * 8));
    std::memcpy(out.data(), pairs.data(), out.size_bytes());
  }

 private:
  ArsKey key_;
  std::size_t lane_;
};

}  // namespace lnz
