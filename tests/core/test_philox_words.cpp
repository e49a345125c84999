#include "core/philox_words.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <vector>

using namespace lnz;

namespace {

using Counter = r123::Philox4x32::ctr_type;
using Key = r123::Philox4x32::key_type;

struct KnownAnswer {
  Counter counter;
  Key key;
  std::array<std::uint32_t, 4> words;
};

/// philox4x32 with 10 rounds of Random123's file kat_vectors.
KnownAnswer const kAnswers[] = {
    {{{0, 0, 0, 0}}, {{0, 0}}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
     {{0xffffffff, 0xffffffff}},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
     {{0xa4093822, 0x299f31d0}},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};

}  // namespace

TEST_CASE("philox_words gives Random123's known answers at every place of its vector") {
  for (KnownAnswer const& known : kAnswers)
    for (std::uint32_t place = 0; place < kPhiloxCounters; ++place) {
      Counter counter = known.counter;
      counter[0] -= place;  // wraps around zero
      std::vector<std::uint32_t> words(4 * kPhiloxCounters);
      philox_words(counter, known.key, words.data());
      for (std::size_t i = 0; i < 4; ++i) CHECK(words[4 * place + i] == known.words[i]);
    }
}

TEST_CASE("philox_words gives what Random123 gives for consecutive counters") {
  Key const key{{0x9e3779b9, 0x7f4a7c15}};
  for (std::uint32_t start = 0xffffff00; start != 0x100; start += kPhiloxCounters) {
    std::vector<std::uint32_t> words(4 * kPhiloxCounters);
    philox_words({{start, 7, 11, 13}}, key, words.data());
    std::size_t differing = 0;
    for (std::uint32_t c = 0; c < kPhiloxCounters; ++c) {
      auto const expected = r123::Philox4x32{}({{start + c, 7, 11, 13}}, key);
      for (std::size_t i = 0; i < 4; ++i) differing += words[4 * c + i] != expected[i];
    }
    REQUIRE(differing == 0);
  }
}
