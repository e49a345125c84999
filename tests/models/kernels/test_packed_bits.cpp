#include "lnz/stream.hpp"
#include "models/kernels/packed_bits.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

TEST_CASE("turned bits have lanes for units, whatever stands beyond the last unit") {
  for (auto const& [units, lanes] : {std::pair{1u, 1u}, {32u, 64u}, {70u, 45u}, {5u, 100u}}) {
    PackedBits x(units, lanes);
    Stream random(2, Purpose::data, 0, 0);
    random.fill(x.words);
    PackedBits const y = turned(x);
    REQUIRE(y.units == lanes);
    REQUIRE(y.lanes == units);
    bool same = true;
    for (std::size_t i = 0; i < units; ++i)
      for (std::size_t l = 0; l < lanes; ++l) same = same && x.test(i, l) == y.test(l, i);
    INFO(units << " units of " << lanes << " lanes");
    CHECK(same);
    // Sums over whole words count no lane that is not there.
    if (lanes % 32 != 0)
      for (std::size_t i = 0; i < units; ++i)
        CHECK(y.words[lanes / 32 * units + i] >> lanes % 32 == 0);
  }
}
