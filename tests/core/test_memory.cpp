#include "core/memory.hpp"

#include "lnz/error.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>

using namespace lnz;
using Catch::Matchers::Contains;

TEST_CASE("what a machine cannot hold is refused by name and size") {
  CHECK_NOTHROW(require_memory(static_cast<double>(memory_limit()), "x", "y"));
  CHECK_THROWS_WITH(
      require_memory(8e18, "model x", "shrink it"),
      Contains("model x takes 8e+09 GB of memory (there are ") && Contains(" GB); shrink it"));
}

TEST_CASE("the memory there is ends at the process's own limit") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  std::size_t const machine = memory_limit();
  rlimit const lower{machine / 2, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_AS, &lower) == 0);
  std::size_t const limited = memory_limit();
  setrlimit(RLIMIT_AS, &before);
  CHECK(limited == machine / 2);
}
