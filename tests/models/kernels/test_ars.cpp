#include "every_target.hpp"
#include "models/kernels/ars_fill.hpp"

#include <cstdint>
#include <vector>

using namespace lnz;

namespace {

constexpr ArsKey kKey{0xfedcba9876543210, 0x0123456789abcdef};

/// What r123::ARS1xm128i_R<5> of Random123 gives for counter (index, kind) under kKey.
struct Known {
  std::uint64_t index, kind, low, high;
};
constexpr Known kKnown[]{
    {0, 0, 0x5aff2a599773960e, 0xa819731ec36687f1}, {0, 3, 0x967972dabca63e38, 0x3610ea51670d9d72},
    {1, 0, 0xbafe352507a73734, 0x78bd38bd2ca9ba0a}, {1, 3, 0xa260e442eb5c463f, 0x5271e89ae23521f8},
    {7, 0, 0xa3612aaea06d9d74, 0x4fb4a7a131ffc8a4}, {7, 3, 0xc2978855b78fdbef, 0x2986a3a388d1f86d},
};

}  // namespace

TEST_CASE("ARS-5 gives Random123's words on every instruction set, with AES and without") {
  on_every_target([] {
    std::vector<std::uint64_t> words(16);
    for (Known const& known : kKnown) {
      ars_fill(kKey, known.kind, words);
      CHECK(words[2 * known.index] == known.low);
      CHECK(words[2 * known.index + 1] == known.high);
    }
  });
}

TEST_CASE("keys of neighbouring steps, blocks and seeds have nothing in common") {
  auto const first_word = [](std::uint64_t seed, std::uint32_t block, std::uint64_t step) {
    Stream random(seed, Purpose::sweep, block, step);
    std::vector<std::uint64_t> words(8);
    ars_fill(ars_key(random), 0, words);
    return words[0];
  };
  // Bits in common of two random words: 32 of 64 with standard deviation 4.
  double agreements = 0;
  int const pairs = 3000;
  for (std::uint32_t i = 0; i < pairs / 3; ++i) {
    std::uint64_t const here = first_word(i, i, i);
    for (std::uint64_t const there :
         {first_word(i + 1, i, i), first_word(i, i + 1, i), first_word(i, i, i + 1)})
      agreements += __builtin_popcountll(~(here ^ there));
  }
  CHECK(std::abs(agreements / pairs - 32) < 4 * 4 / std::sqrt(pairs));
}
