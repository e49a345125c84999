#include "lnz/stream.hpp"
#include "lnz/unit_bits.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

std::vector<std::int8_t> drawn(std::size_t units, std::int8_t low) {
  Stream random(1, Purpose::data, 0, units);
  std::vector<std::int8_t> out;
  for (std::size_t i = 0; i < units; ++i) out.push_back(random.uniform() < 0.5 ? low : 1);
  return out;
}

}  // namespace

TEST_CASE("units survive the round trip through bits, chains of any length") {
  for (std::int8_t const low : {std::int8_t{0}, std::int8_t{-1}})
    for (std::size_t const count : {1, 2, 7, 8, 9, 16, 63, 64, 65, 784})
      for (std::size_t const chains : {0, 1, 3}) {
        CAPTURE(int{low}, count, chains);
        std::vector<std::int8_t> const units = drawn(chains * count, low);
        std::vector<std::byte> const bits = pack_units(units, count);
        CHECK(bits.size() == chains * ((count + 7) / 8));
        CHECK(unpack_units(bits, count, low) == units);
      }
}

TEST_CASE("a bit is set for 1, the first unit is the lowest, every chain takes whole bytes") {
  std::vector<std::int8_t> const units{1,  -1, -1, 1,  1,  -1, -1, -1, 1,  -1,  //
                                       -1, 1,  -1, -1, -1, -1, -1, 1,  -1, 1};
  CHECK(pack_units(units, 10) == std::vector{std::byte{0b00011001}, std::byte{0b01},
                                             std::byte{0b10000010}, std::byte{0b10}});
}
