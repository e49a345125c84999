#pragma once

#include <cstddef>
#include <limits>

namespace lnz {

/// How the states of chains get into a run file: gathered by the root, which takes less time while
/// they are few, or written by all ranks together, so that none needs room for those of others. The
/// contents of the file are the same. States that were written together are read so, too.
struct StateWay {
  /// Bytes of all states up to which they are gathered, for which the root holds them in up to five
  /// copies. Two ranks on a disk of 25 MB/s took 1.0 s by gathering and 0.9 s together for a
  /// checkpoint of 4 MiB, 12.9 and 6.4 s of 64 MiB, 22.6 and 10.8 s of 256 MiB.
  std::size_t most_gathered = std::size_t{16} << 20;

  bool gathers(std::size_t bytes) const { return bytes <= most_gathered; }

  static constexpr StateWay always_gather() { return {std::numeric_limits<std::size_t>::max()}; }
  static constexpr StateWay always_together() { return {0}; }
};

}  // namespace lnz
