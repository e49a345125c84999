// The words as kernels use them: along the counters of a key, across its kinds, and the first word
// of the keys of successive steps, blocks and seeds. Every sequence has to look like coin tosses.
#include "models/kernels/ars_fill.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace lnz;

namespace {

constexpr std::size_t kWords = std::size_t{1} << 18;

ArsKey key_of(std::uint64_t seed, std::uint32_t block, std::uint64_t step) {
  Stream random(seed, Purpose::sweep, block, step);
  return ars_key(random);
}

std::vector<std::uint64_t> first_words(std::function<ArsKey(std::uint64_t)> const& key,
                                       std::function<std::uint64_t(std::uint64_t)> const& kind) {
  std::vector<std::uint64_t> out(kWords), words(8);
  for (std::uint64_t i = 0; i < kWords; ++i) {
    ars_fill(key(i), kind(i), words);
    out[i] = words[0];
  }
  return out;
}

std::map<std::string, std::vector<std::uint64_t>> const& sequences() {
  static auto const all = [] {
    auto const zero = [](std::uint64_t) { return std::uint64_t{0}; };
    std::map<std::string, std::vector<std::uint64_t>> made;
    made["counters"].resize(kWords);
    ars_fill(key_of(1, 0, 0), 0, made["counters"]);
    made["kinds"] = first_words([](std::uint64_t) { return key_of(1, 0, 0); },
                                [](std::uint64_t i) { return i; });
    made["steps"] = first_words([](std::uint64_t i) { return key_of(1, 0, i); }, zero);
    made["blocks"] = first_words(
        [](std::uint64_t i) { return key_of(1, static_cast<std::uint32_t>(i), 0); }, zero);
    made["seeds"] = first_words([](std::uint64_t i) { return key_of(i, 0, 0); }, zero);
    return made;
  }();
  return all;
}

/// Standard deviations by which `count` of n tosses of probability p is off.
double excess(double count, double n, double p) {
  return (count - n * p) / std::sqrt(n * p * (1 - p));
}

/// The worst of `tests` normal deviates stays below this with probability 1 - 6e-5, like one
/// below 4.
double bound(int tests) { return 4 + std::log10(static_cast<double>(tests)) * 0.55; }

}  // namespace

TEST_CASE("every bit plane is 1 half of the time") {
  for (auto const& [name, words] : sequences())
    for (int bit = 0; bit < 64; ++bit) {
      double ones = 0;
      for (std::uint64_t const w : words) ones += static_cast<double>(w >> bit & 1);
      INFO(name << ", bit " << bit);
      CHECK(std::abs(excess(ones, kWords, 0.5)) < bound(5 * 64));
    }
}

TEST_CASE("successive words of a plane differ half of the time, and so do neighbouring planes") {
  for (auto const& [name, words] : sequences())
    for (std::size_t const lag : {1, 2, 3, 16, 256, 4096}) {
      double along = 0, across = 0;
      for (std::size_t i = 0; i + lag < kWords; ++i) {
        along += __builtin_popcountll(words[i] ^ words[i + lag]);
        across += __builtin_popcountll(words[i] ^ (words[i + lag] >> 1 | words[i + lag] << 63));
      }
      double const n = 64 * static_cast<double>(kWords - lag);
      INFO(name << ", lag " << lag);
      CHECK(std::abs(excess(along, n, 0.5)) < bound(60));
      CHECK(std::abs(excess(across, n, 0.5)) < bound(60));
    }
}

TEST_CASE("runs of equal bits of a plane are as long as a coin's") {
  constexpr int kLongest = 12;
  for (auto const& [name, words] : sequences()) {
    std::vector<double> count(kLongest + 1);
    double runs = 0;
    for (int bit = 0; bit < 64; ++bit) {
      int length = 1;
      for (std::size_t i = 1; i < kWords; ++i)
        if ((words[i] ^ words[i - 1]) >> bit & 1) {
          ++count[static_cast<std::size_t>(std::min(length, kLongest))];
          ++runs;
          length = 1;
        } else {
          ++length;
        }
    }
    double chi_square = 0;
    for (int length = 1; length <= kLongest; ++length) {
      double const expected = runs * std::ldexp(1, length == kLongest ? 1 - length : -length);
      double const off = count[static_cast<std::size_t>(length)] - expected;
      chi_square += off * off / expected;
    }
    INFO(name << ", chi-square " << chi_square << " of " << kLongest - 1);
    CHECK(chi_square < kLongest - 1 + 4 * std::sqrt(2.0 * (kLongest - 1)));
  }
}

TEST_CASE("spacings between birthdays repeat as often as they should") {
  // Marsaglia & Tsang (2002): of 512 birthdays in 2^24 days, repeated spacings are Poisson with
  // mean 512^3 / 2^26 = 2.
  constexpr std::size_t kBirthdays = 512;
  constexpr double kMean = 2;
  for (auto const& [name, words] : sequences())
    for (int const shift : {0, 20, 40}) {
      double repeats = 0;
      std::size_t const years = kWords / kBirthdays;
      for (std::size_t year = 0; year < years; ++year) {
        std::vector<std::uint64_t> day(kBirthdays), spacing(kBirthdays);
        for (std::size_t k = 0; k < kBirthdays; ++k)
          day[k] = words[year * kBirthdays + k] >> shift & 0xffffff;
        std::ranges::sort(day);
        for (std::size_t k = 0; k < kBirthdays; ++k) spacing[k] = k ? day[k] - day[k - 1] : day[0];
        std::ranges::sort(spacing);
        for (std::size_t k = 1; k < kBirthdays; ++k) repeats += spacing[k] == spacing[k - 1];
      }
      double const expected = kMean * static_cast<double>(years);
      INFO(name << ", from bit " << shift << ": " << repeats << " repeats, " << expected
                << " expected");
      CHECK(std::abs(repeats - expected) < bound(15) * std::sqrt(expected));
    }
}
