#include "every_target.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/ars_fill.hpp"
#include "models/kernels/draw_units.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using namespace lnz;

namespace {

constexpr std::size_t kUnits = 32;

/// Units of one tile of `lanes` lanes whose log odds are `x`.
PackedBits drawn(double x, std::size_t lanes, std::uint64_t step) {
  Aligned<std::int16_t> sums(lanes * kUnits);
  Aligned<float> unit(kUnits), bias(kUnits);
  for (std::size_t u = 0; u < kUnits; ++u) {
    unit[u] = 1;
    bias[u] = static_cast<float>(x);
  }
  std::vector<float> const one(lanes, 1.0f);
  PackedBits out(kUnits, lanes);
  Stream random(9, Purpose::sweep, 0, step);
  draw_units(0, sums.data(), {unit.data(), bias.data(), nullptr}, {one, one}, ars_key(random), 0,
             out);
  return out;
}

double ones(PackedBits const& bits) {
  double sum = 0;
  for (std::uint32_t const word : bits.words) sum += __builtin_popcount(word);
  return sum;
}

}  // namespace

TEST_CASE("units are 1 as often as the logistic function says, down to one in a million") {
  for (double const x : {-13.8, -9.0, -3.0, -0.7, 0.0, 0.2, 2.0, 8.0, 13.8}) {
    std::size_t const lanes = std::size_t{1} << 18;
    double count = 0, draws = 0;
    for (std::uint64_t step = 0; step < 20; ++step) {
      count += ones(drawn(x, lanes, step));
      draws += static_cast<double>(lanes * kUnits);
    }
    double const p = 1 / (1 + std::exp(-x));
    INFO("log odds " << x << ", " << count << " of " << draws);
    CHECK(std::abs(count - draws * p) < 4 * std::sqrt(draws * p * (1 - p)));
  }
}

namespace {

/// The words of the units of a tile of 32, as draw_units says.
class Words {
 public:
  Words(ArsKey key, std::uint64_t kind, std::size_t lanes)
      : leading_(lanes * 8), trailing_(lanes * 8) {
    ars_fill(key, kind, leading_);
    ars_fill(key, kind + (std::uint64_t{1} << 32), trailing_);
  }
  std::uint32_t operator()(std::size_t lane, std::size_t unit) const {
    auto const half = [k = lane * kUnits + unit](std::vector<std::uint64_t> const& words) {
      return static_cast<std::uint32_t>(words[k / 4] >> k % 4 * 16 & 0xFFFF);
    };
    return half(leading_) << 16 | half(trailing_);
  }

 private:
  std::vector<std::uint64_t> leading_, trailing_;
};

}  // namespace

TEST_CASE("a unit is what all bits of its word say where half of them nearly decide it") {
  // Log odds at which the leading half is within 30 / 2^16 of the probability; the rule in float64.
  std::size_t const lanes = 4001;
  ArsKey const key{3, 4};
  Words const words(key, 5, lanes);
  Aligned<float> sums(lanes * 16), one(16), zero(16);
  std::fill_n(one.data(), 16, 1.0f);
  std::vector<float> const weight(lanes, 1.0f);
  for (std::size_t k = 0; k < sums.size(); ++k) {
    bool const likely = k % 3 == 0;
    std::uint32_t const word = words(k / 16, k % 16);
    double const u = (likely ? ~word : word) * 0x1p-32;
    double const p = std::clamp(u + (static_cast<double>(k % 61) - 30) * 0x1p-16, 1e-6, 0.5);
    sums[k] = static_cast<float>((likely ? 1 : -1) * std::log(1 / p - 1));
  }
  on_every_target([&] {
    PackedBits out(16, lanes);
    draw_units(0, sums.data(), {one.data(), zero.data(), nullptr}, {weight, weight}, key, 5, out);
    std::size_t wrong = 0;
    for (std::size_t k = 0; k < sums.size(); ++k) {
      auto const x = static_cast<double>(sums[k]);
      std::uint32_t const word = words(k / 16, k % 16);
      double const u = ((x > 0 ? ~word : word) / 2 + 0.5) * 0x1p-31;
      double const p = 1 / (1 + std::exp(std::abs(x)));
      bool const in_doubt = std::abs(u - p) < 1e-6 * p;  // what floats may round
      wrong += !in_doubt && out.test(k % 16, k / 16) != ((x > 0) != (u < p));
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE(
    "fields of sums, biases, references and temperatures give the same units on every target") {
  std::size_t const lanes = 37, first = 32;
  Aligned<std::int16_t> sums(lanes * kUnits);
  Aligned<float> floats(lanes * kUnits), step(64), bias(64), g(64);
  for (std::size_t k = 0; k < sums.size(); ++k) {
    sums[k] = static_cast<std::int16_t>(k * 7919 % 4001 - 2000);
    floats[k] = static_cast<float>(sums[k]) / 1024;
  }
  for (std::size_t u = 0; u < 64; ++u) {
    step[u] = 1.0f / 1024;
    bias[u] = 0.1f * static_cast<float>(u % 7);
    g[u] = 0.3f * static_cast<float>(u % 5) - 0.6f;
  }
  std::vector<float> target, reference;
  for (std::size_t l = 0; l < lanes; ++l) {
    target.push_back(static_cast<float>(l) / 37);
    reference.push_back(1 - target.back());
  }
  auto const draw = [&](auto const& tile, float const* steps) {
    PackedBits out(64, lanes);
    draw_units(first, tile.data(), {steps, bias.data(), g.data()}, {target, reference}, {1, 2}, 1,
               out);
    return out.words;
  };
  std::vector<std::uint32_t> expected;
  on_every_target([&] {
    if (expected.empty()) expected = draw(sums, step.data());
    CHECK(draw(sums, step.data()) == expected);
  });
  // Sums of floats that are the same fields: two tiles of 16 units.
  Aligned<float> one(64);
  for (std::size_t u = 0; u < 64; ++u) one[u] = 1;
  PackedBits out(64, lanes);
  for (std::size_t half : {0, 16}) {
    Aligned<float> tile(lanes * 16);
    for (std::size_t l = 0; l < lanes; ++l)
      for (std::size_t u = 0; u < 16; ++u) tile[l * 16 + u] = floats[l * kUnits + half + u];
    draw_units(first + half, tile.data(), {one.data(), bias.data(), g.data()}, {target, reference},
               {1, 2}, 1, out);
  }
  CHECK(out.words == expected);
}

TEST_CASE("units of neighbouring lanes, units and steps are drawn independently") {
  std::size_t const lanes = std::size_t{1} << 16;
  PackedBits const now = drawn(0, lanes, 1), next = drawn(0, lanes, 2);
  double lane = 0, unit = 0, step = 0;
  for (std::size_t l = 0; l < lanes; ++l) {
    lane += __builtin_popcount(now.words[l] ^ now.words[(l + 1) % lanes]);
    unit += __builtin_popcount(now.words[l] ^ (now.words[l] >> 1 | now.words[l] << 31));
    step += __builtin_popcount(now.words[l] ^ next.words[l]);
  }
  double const n = static_cast<double>(lanes * kUnits);
  for (double const differing : {lane, unit, step})
    CHECK(std::abs(differing - n / 2) < 4 * std::sqrt(n / 4));
}
