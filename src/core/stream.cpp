#include "lnz/stream.hpp"

#include "core/philox_words.hpp"

#include <cmath>
#include <numbers>

namespace lnz {
namespace {

/// The finaliser of SplitMix64: a bijection of 64 bits that mixes well. Steele et al. (2014).
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

std::uint64_t hashed(std::uint64_t seed, Purpose purpose) {
  return mixed(mixed(seed) + static_cast<std::uint64_t>(purpose));
}

}  // namespace

Stream::Stream(std::uint64_t seed, Purpose purpose, std::uint32_t block, std::uint64_t step)
    : counter_{
          {0, block, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32)}} {
  std::uint64_t const key = hashed(seed, purpose);
  key_ = {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
}

void Stream::refill() {
  words_ = r123::Philox4x32{}(counter_, key_);
  ++counter_[0];
  used_ = 0;
}

double Stream::normal() {
  double const radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

void Stream::fill(std::span<std::uint32_t> out) {
  constexpr std::size_t kWords = 4 * kPhiloxCounters;
  std::size_t done = 0;
  while (used_ < 4 && done < out.size()) out[done++] = words_[used_++];
  for (; out.size() - done >= kWords; done += kWords) {
    philox_words(counter_, key_, out.data() + done);
    counter_[0] += kPhiloxCounters;
  }
  for (; done < out.size(); ++done) out[done] = bits();
}

std::uint64_t derived_seed(std::uint64_t seed, Purpose purpose, std::uint64_t index) {
  return mixed(hashed(seed, purpose) + index);
}

}  // namespace lnz
