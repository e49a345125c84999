#include "models/rbm/bit_dot.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr std::size_t kBytes = 4, kSums = 256;

}  // namespace

BitDot::BitDot(std::vector<double> const& w) {
  if (std::ranges::all_of(w, [](double x) { return x == 0; })) return;
  sums_.resize((w.size() + PackedBits::kWord - 1) / PackedBits::kWord * kBytes * kSums);
  for (std::size_t byte = 0; byte < sums_.size() / kSums; ++byte)
    for (std::size_t bits = 1; bits < kSums; ++bits) {
      auto const lowest = static_cast<std::size_t>(__builtin_ctzll(bits));
      std::size_t const unit = 8 * byte + lowest;
      sums_[byte * kSums + bits] =
          sums_[byte * kSums + (bits & (bits - 1))] + (unit < w.size() ? w[unit] : 0);
    }
}

double BitDot::operator()(PackedBits const& x, std::size_t lane) const {
  if (sums_.empty()) return 0;
  double sum[kBytes] = {};
  double const* table = sums_.data();
  for (std::size_t w = lane; w < x.words.size(); w += x.lanes, table += kBytes * kSums)
    for (std::size_t k = 0; k < kBytes; ++k)
      sum[k] += table[k * kSums + (x.words[w] >> (8 * k) & 255)];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

}  // namespace lnz
