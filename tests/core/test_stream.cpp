#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace lnz;

namespace {

constexpr Purpose kPurposes[] = {Purpose::reference, Purpose::sweep,     Purpose::swap,
                                 Purpose::pilot,     Purpose::bootstrap, Purpose::couplings,
                                 Purpose::data,      Purpose::training};

std::vector<std::uint32_t> bits(Stream stream, std::size_t n) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(stream.bits());
  return out;
}

/// Uniforms of variance 1 around 0.
std::vector<double> centred(Stream stream, std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back((stream.uniform() - 0.5) * std::sqrt(12.0));
  return out;
}

double correlation(std::vector<double> const& a, std::vector<double> const& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum / static_cast<double>(a.size());
}

/// Over all pairs of m independent series of length n, sum n r^2 has mean m (m - 1) / 2 and
/// twice that variance.
void check_uncorrelated(std::vector<std::vector<double>> const& series) {
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < series.size(); ++a)
    for (std::size_t b = 0; b < a; ++b, ++pairs)
      sum += static_cast<double>(series[a].size()) * std::pow(correlation(series[a], series[b]), 2);
  CHECK(std::abs(sum - pairs) < 4 * std::sqrt(2 * pairs));
}

}  // namespace

TEST_CASE("a stream is Philox4x32-10 keyed by SplitMix64 of seed and purpose") {
  // From an independent implementation in Python; a run file continues only if these stay.
  CHECK(bits(Stream(1, Purpose::sweep, 3, (std::uint64_t{5} << 32) + 4), 8) ==
        std::vector<std::uint32_t>{0x2a9ca4ca, 0x52a00097, 0x298aa000, 0x2a55e8fa, 0x8a2fcf56,
                                   0x11263e3d, 0xe1d001c7, 0x19b686fc});
  CHECK(bits(Stream(0xfedcba9876543210, Purpose::swap, 0xffffffff, 0), 8) ==
        std::vector<std::uint32_t>{0x13579b0d, 0x7d39147f, 0xf6ac7e57, 0x82f7a700, 0x30e036c9,
                                   0xe4e75ae3, 0xbe2b3669, 0x7d50f112});
  CHECK(derived_seed(7, Purpose::pilot, 9) == 0x9bf9e4684abcf7f3);
}

TEST_CASE("fill gives the numbers of bits, mixed with it and at any size") {
  Stream mixed(5, Purpose::sweep, 6, 7);
  std::vector<std::uint32_t> got;
  for (std::size_t n : {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 0, 63, 64, 65, 100, 1023})
    for (std::size_t singles : {0, 1, 2, 3}) {
      std::vector<std::uint32_t> block(n);
      mixed.fill(block);
      got.insert(got.end(), block.begin(), block.end());
      for (std::size_t i = 0; i < singles; ++i) got.push_back(mixed.bits());
    }
  CHECK(got == bits(Stream(5, Purpose::sweep, 6, 7), got.size()));
}

TEST_CASE("purposes, blocks and steps never overlap") {
  // 128 random bits repeat among these 2^14 with probability 2^-101.
  std::set<std::vector<std::uint32_t>> seen;
  std::size_t drawn = 0;
  for (std::uint64_t seed : {0, 1})
    for (Purpose purpose : kPurposes)
      for (std::uint32_t block : {0u, 1u, 2u, 0xffffffffu})
        for (std::uint64_t step : {0ull, 1ull, 2ull, 1ull << 32, (1ull << 32) + 1, 1ull << 63}) {
          std::vector<std::uint32_t> const words = bits(Stream(seed, purpose, block, step), 160);
          for (auto word = words.begin(); word != words.end(); word += 4, ++drawn)
            seen.emplace(word, word + 4);
        }
  CHECK(drawn == 15360);
  CHECK(seen.size() == drawn);
}

TEST_CASE("derived seeds differ from each other and from their origin") {
  std::set<std::uint64_t> seen{0, 1, 2, 3};
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    for (Purpose purpose : kPurposes)
      for (std::uint64_t index = 0; index < 100; ++index)
        seen.insert(derived_seed(seed, purpose, index));
  CHECK(seen.size() == 4 + 4 * 8 * 100);
}

TEST_CASE("uniform numbers have the moments of the uniform distribution on (0, 1)") {
  std::size_t const n = 1 << 20;
  std::vector<double> const x = centred(Stream(1, Purpose::sweep, 0, 0), n);
  CHECK(*std::ranges::max_element(x) < std::sqrt(3.0));
  CHECK(*std::ranges::min_element(x) > -std::sqrt(3.0));
  double mean = 0, square = 0, lag = 0;
  for (std::size_t i = 0; i < n; ++i) {
    mean += x[i];
    square += x[i] * x[i];
    if (i) lag += x[i] * x[i - 1];
  }
  double const root = std::sqrt(static_cast<double>(n));
  CHECK(std::abs(mean / root) < 4);
  CHECK(std::abs((square - static_cast<double>(n)) / root) < 4 * std::sqrt(0.8));  // E x^4 = 9/5
  CHECK(std::abs(lag / root) < 4);
}

TEST_CASE("neighbouring seeds, purposes, blocks and steps are uncorrelated") {
  std::size_t const n = 20000;
  std::vector<std::vector<double>> seeds, purposes, blocks, steps;
  for (std::uint32_t i = 0; i < 16; ++i) {
    seeds.push_back(centred(Stream(i, Purpose::sweep, 0, 0), n));
    blocks.push_back(centred(Stream(1, Purpose::sweep, i, 0), n));
    steps.push_back(centred(Stream(1, Purpose::sweep, 0, i), n));
  }
  for (Purpose purpose : kPurposes) purposes.push_back(centred(Stream(1, purpose, 0, 0), n));
  check_uncorrelated(seeds);
  check_uncorrelated(purposes);
  check_uncorrelated(blocks);
  check_uncorrelated(steps);
}

TEST_CASE("the first numbers of consecutive steps are uniform and independent") {
  std::size_t const n = 100000;
  std::vector<double> first;
  for (std::uint64_t step = 0; step <= n; ++step)
    first.push_back(centred(Stream(1, Purpose::swap, 0, step), 1)[0]);
  std::vector<double> const now(first.begin(), first.end() - 1),
      next(first.begin() + 1, first.end());
  double const standard_error = 1 / std::sqrt(static_cast<double>(n));
  CHECK(std::abs(correlation(now, std::vector<double>(n, 1.0))) < 4 * standard_error);
  CHECK(std::abs(correlation(now, next)) < 4 * standard_error);
}
