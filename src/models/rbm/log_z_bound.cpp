#include "models/rbm/log_z_bound.hpp"

#include "lnz/stream.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/softplus_sum.hpp"
#include "parallel/for_each.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kMostAscents = 1000, kOperations = std::size_t{1} << 31;
constexpr int kMostRounds = 20;  ///< through all hidden units; most ascents end after 7

/// ln(1 + e^x)
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

/// The machine as the ascents read it.
class Landscape {
 public:
  explicit Landscape(RbmParameters const& machine)
      : machine_(machine),
        row_((machine.visible + LaneField::kTile - 1) / LaneField::kTile * LaneField::kTile),
        weights_(machine.hidden * row_) {
    for (std::size_t i = 0; i < machine.visible; ++i)
      for (std::size_t j = 0; j < machine.hidden; ++j)
        weights_[j * row_ + i] = static_cast<float>(machine.W[i * machine.hidden + j]);
  }

  std::size_t row() const { return row_; }

  /// The log weight at the end of the ascent from a random state.
  double top(Stream& random) const {
    std::vector<bool> h(machine_.hidden);
    for (std::size_t j = 0; j < h.size(); ++j) h[j] = random.bits() >> 31;
    Aligned<float> fields(row_), spare(row_);
    LaneField x{fields.data(), LaneField::kTile, machine_.visible},
        moved{spare.data(), LaneField::kTile, machine_.visible};
    std::vector<double> const start = exact_fields(h);
    std::copy(start.begin(), start.end(), x.values);
    double here = softplus_sum(x);
    bool rising = true;
    for (int round = 0; rising && round < kMostRounds; ++round) {
      rising = false;
      for (std::size_t j = 0; j < h.size(); ++j) {
        float const change = h[j] ? -1.0f : 1.0f;
        double const there = moved_softplus_sum(x, change, &weights_[j * row_], moved);
        if (static_cast<double>(change) * machine_.c[j] + there <= here) continue;
        h[j] = !h[j];
        std::swap(x, moved);
        here = there;
        rising = true;
      }
    }
    return log_weight(h);
  }

 private:
  std::vector<double> exact_fields(std::vector<bool> const& h) const {
    std::vector<double> fields = machine_.b;
    for (std::size_t i = 0; i < fields.size(); ++i)
      for (std::size_t j = 0; j < h.size(); ++j)
        if (h[j]) fields[i] += machine_.W[i * h.size() + j];
    return fields;
  }

  double log_weight(std::vector<bool> const& h) const {
    double sum = 0;
    for (double const field : exact_fields(h)) sum += softplus(field);
    for (std::size_t j = 0; j < h.size(); ++j)
      if (h[j]) sum += machine_.c[j];
    return sum;
  }

  RbmParameters const& machine_;
  std::size_t row_;
  Aligned<float> weights_;  ///< [hidden, visible padded to 16]
};

}  // namespace

double log_z_bound(RbmParameters const& machine, std::uint64_t seed) {
  Landscape const landscape(machine);
  std::size_t const operations = 8 * machine.hidden * landscape.row(),
                    count = std::clamp<std::size_t>(kOperations / operations, 1, kMostAscents);
  std::vector<double> tops(count);
  for_each_part(count, count * operations, [&](std::size_t first, std::size_t last) {
    for (std::size_t a = first; a < last; ++a) {
      Stream random(seed, Purpose::ascent, static_cast<std::uint32_t>(a), 0);
      tops[a] = landscape.top(random);
    }
  });
  return std::ranges::max(tops);
}

}  // namespace lnz
