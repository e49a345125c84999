#include "models/rbm/hidden_flips.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

/// Hidden units up to which every sweep has flips; a sweep costs their number times as much as a
/// flip, and the gain of a flip falls with their number, too.
constexpr std::size_t kFewHidden = 24;

double uniform(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

}  // namespace

HiddenFlips::HiddenFlips(RoundedWeights const& weights, std::vector<double> const& bias)
    : hidden_(weights.hidden),
      row_((weights.visible + LaneField::kTile - 1) / LaneField::kTile * LaneField::kTile),
      period_(std::max<std::uint64_t>(1, hidden_ * hidden_ / (kFewHidden * kFewHidden))),
      weights_(hidden_ * row_),
      bias_(bias) {
  for (std::size_t i = 0; i < weights.visible; ++i)
    for (std::size_t j = 0; j < hidden_; ++j)
      weights_[j * row_ + i] = static_cast<float>(weights.W[i * hidden_ + j]);
}

void HiddenFlips::flip(PackedBits& h, std::size_t lane, double beta, LaneField x, LaneField spare,
                       std::span<std::uint32_t const> words) const {
  float* const kept = x.values;
  double here = softplus_sum(x);
  for (std::size_t flip = 0; flip < kFlips; ++flip) {
    auto const j =
        static_cast<std::size_t>(uniform(words[2 * flip]) * static_cast<double>(hidden_));
    double const change = h.test(j, lane) ? -beta : beta;
    double const there =
        moved_softplus_sum(x, static_cast<float>(change), &weights_[j * row_], spare);
    if (uniform(words[2 * flip + 1]) >= std::exp(change * bias_[j] + there - here)) continue;
    h.set(j, lane, !h.test(j, lane));
    std::swap(x, spare);
    here = there;
  }
  if (x.values == kept) return;
  for (std::size_t first = 0; first < x.units; first += LaneField::kTile)
    std::copy_n(x.values + first / LaneField::kTile * x.stride, LaneField::kTile,
                kept + first / LaneField::kTile * spare.stride);
}

}  // namespace lnz
