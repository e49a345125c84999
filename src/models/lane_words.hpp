#pragma once

#include "models/kernels/ars_fill.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace lnz {

/// Random words of one lane in one sweep, a chunk at a time: every word depends on (key, lane,
/// chunk, its place in the chunk) and not on what was drawn before.
class LaneWords {
 public:
  static constexpr std::size_t kChunk = 1024;
  using Chunk = std::array<std::uint32_t, kChunk>;

  LaneWords(ArsKey key, std::size_t lane) : key_(key), lane_(lane) {}

  void fill(std::uint32_t chunk, Chunk& out) const {
    std::array<std::uint64_t, kChunk / 2> pairs;
    ars_fill(key_, std::uint64_t{lane_} << 32 | chunk, pairs);
    std::memcpy(out.data(), pairs.data(), sizeof pairs);
  }

 private:
  ArsKey key_;
  std::size_t lane_;
};

}  // namespace lnz
