#include "bench/clock.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

TEST_CASE("the clock of the core is one that processors have", "[bench]") {
  double const hertz = core_hertz();
  CHECK(hertz > 0.3e9);
  CHECK(hertz < 8e9);
}

TEST_CASE("the time of a thread and on the wall pass", "[bench]") {
  double const thread = thread_seconds(), wall = wall_clock_seconds();
  core_hertz();
  CHECK(thread_seconds() > thread);
  CHECK(wall_clock_seconds() > wall);
}
