#include "models/kernels/packed_bits.hpp"

#include "models/kernels/transpose.hpp"

#include <algorithm>
#include <array>

namespace lnz {

PackedBits turned(PackedBits const& x) {
  constexpr std::size_t kWord = PackedBits::kWord;
  PackedBits out(x.lanes, x.units);
  for (std::size_t unit = 0; unit < x.units; unit += kWord)
    for (std::size_t lane = 0; lane < x.lanes; lane += kWord) {
      std::size_t const lanes = std::min(kWord, x.lanes - lane),
                        units = std::min(kWord, x.units - unit);
      std::uint32_t const* const from = x.words.data() + unit / kWord * x.lanes + lane;
      std::array<std::uint32_t, kWord> rows{};
      std::copy_n(from, lanes, rows.rbegin());
      transpose(rows);
      std::copy_n(rows.rbegin(), units, &out.word(lane, unit));
    }
  return out;
}

}  // namespace lnz
