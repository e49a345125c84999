#include "models/pairwise/hopfield_path.hpp"

#include "lnz/error.hpp"
#include "models/reference.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lnz {
namespace {

/// Fields beyond this would overflow single precision in a sweep.
constexpr double kLargestField = 1e30;

}  // namespace

HopfieldPath::HopfieldPath(HopfieldParameters const& network, double beta,
                           Reference const& reference, HopfieldMoves moves)
    : spins_(network.spins),
      patterns_(network.patterns),
      moves_(moves),
      coupling_(beta / static_cast<double>(network.spins)),
      xi_(spins_ * patterns_),
      field_(spins_),
      odds_(spins_),
      slope_of_zeros_(-beta * static_cast<double>(patterns_) / 2) {
  if (moves == HopfieldMoves::gaussian && beta < 0)
    throw ConfigError(
        fmt::format("--moves gaussian at beta = {} (Gaussian fields need an attraction of the "
                    "patterns, beta >= 0); use --moves heat-bath",
                    beta));
  IndependentSpins const start = independent_spins(reference, spins_);
  log_z_reference_ = start.log_z;
  std::vector<double> slope(spins_);
  for (std::size_t i = 0; i < spins_; ++i) {
    double const field = beta * network.h[i];
    if (!(std::abs(field) + std::abs(beta) * static_cast<double>(patterns_) <= kLargestField))
      throw ConfigError(
          fmt::format("couplings and field of spin {} add up to more than {} (single precision "
                      "ends there); scale the model or beta down",
                      i, kLargestField));
    field_[i] = static_cast<float>(field);
    odds_[i] = static_cast<float>(2 * start.g[i]);
    slope[i] = 2 * (field - start.g[i]);
    slope_of_zeros_ -= field - start.g[i];
    for (std::size_t p = 0; p < patterns_; ++p) xi_[i * patterns_ + p] = network.xi[p * spins_ + i];
  }
  slope_ = BitDot(slope);
}

HopfieldPath::State HopfieldPath::empty(int lanes) const {
  constexpr std::size_t kWidth = OverlapSpins::kLanes;
  auto const n = static_cast<std::size_t>(lanes);
  std::size_t const padded = (n + kWidth - 1) / kWidth * kWidth;
  return {.lanes = lanes,
          .spins = PackedBits(spins_, padded),
          .overlap = Aligned<float>(patterns_ * padded),
          .slope = std::vector<double>(n)};
}

HopfieldPath::State HopfieldPath::draw_reference(int lanes, Stream& random) const {
  State x = restore(std::vector<Unit>(static_cast<std::size_t>(lanes) * spins_, -1), lanes);
  sweep(x, std::vector<double>(static_cast<std::size_t>(lanes), 0.0), random);
  return x;
}

/// sqrt(t B / N) z, [patterns, padded lanes]
Aligned<float> HopfieldPath::gaussian_fields(State const& x, ConstLanes beta,
                                             Stream& random) const {
  std::size_t const padded = x.spins.lanes;
  Aligned<float> drive(patterns_ * padded);
  for (std::size_t l = 0; l < beta.size(); ++l) {
    double const scale = std::sqrt(beta[l] * coupling_);
    for (std::size_t p = 0; p < patterns_; ++p) {
      double const m = static_cast<double>(x.overlap[p * padded + l]);
      drive[p * padded + l] = static_cast<float>(scale * (scale * m + random.normal()));
    }
  }
  return drive;
}

void HopfieldPath::sweep(State& x, ConstLanes beta, Stream& random) const {
  std::vector<float> target(x.spins.lanes), reference(x.spins.lanes);
  for (std::size_t l = 0; l < beta.size(); ++l) {
    target[l] = static_cast<float>(beta[l]);
    reference[l] = static_cast<float>(1 - beta[l]);
  }
  ArsKey const key = ars_key(random);
  OverlapSpins const spins{patterns_, xi_.data(), field_.data(), odds_.data(),
                           static_cast<float>(coupling_)};
  if (moves_ == HopfieldMoves::gaussian) {
    Aligned<float> const drive = gaussian_fields(x, beta, random);
    draw_by_overlaps(spins, drive.data(), {target, reference}, key, x.overlap.data(), x.spins);
  } else {
    draw_by_overlaps(spins, nullptr, {target, reference}, key, x.overlap.data(), x.spins);
  }
  update_slope(x);
}

void HopfieldPath::update_slope(State& x) const {
  for (std::size_t l = 0; l < x.slope.size(); ++l) {
    double squares = 0;
    for (std::size_t p = 0; p < patterns_; ++p) {
      double const m = static_cast<double>(x.overlap[p * x.spins.lanes + l]);
      squares += m * m;
    }
    x.slope[l] = coupling_ * squares / 2 + slope_of_zeros_ + slope_(x.spins, l);
  }
}

void HopfieldPath::log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const {
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = (to[l] - from[l]) * x.slope[l];
}

std::vector<HopfieldPath::Unit> HopfieldPath::units(State const& x) const {
  std::vector<Unit> units;
  units.reserve(static_cast<std::size_t>(x.lanes) * spins_);
  for (std::size_t l = 0; l < static_cast<std::size_t>(x.lanes); ++l)
    for (std::size_t i = 0; i < spins_; ++i)
      units.push_back(x.spins.test(i, l) ? Unit{1} : Unit{-1});
  return units;
}

HopfieldPath::State HopfieldPath::restore(std::span<Unit const> units, int lanes) const {
  State x = empty(lanes);
  std::size_t const padded = x.spins.lanes;
  for (std::size_t l = 0; l < padded; ++l)
    for (std::size_t i = 0; i < spins_; ++i) {
      bool const up = l < static_cast<std::size_t>(lanes) && units[l * spins_ + i] == 1;
      x.spins.set(i, l, up);
      for (std::size_t p = 0; p < patterns_; ++p)
        x.overlap[p * padded + l] += up ? xi_[i * patterns_ + p] : -xi_[i * patterns_ + p];
    }
  update_slope(x);
  return x;
}

}  // namespace lnz
