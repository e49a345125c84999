#include "lnz/communicator.hpp"

#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <string>

using namespace lnz;
using Catch::Matchers::Equals;

namespace {

/// One byte a letter.
std::vector<std::byte> bytes(std::string const& text) {
  auto const view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

}  // namespace

TEST_CASE("the world holds as many ranks as were started, self holds one") {
  Communicator const world = Communicator::world(), self = Communicator::self();
  char const* const started = std::getenv("OMPI_COMM_WORLD_SIZE");
  CHECK(world.size() == (started ? std::atoi(started) : 1));
  double const rank = world.rank();
  std::vector<double> const ranks = world.all_gather({&rank, 1});
  REQUIRE(ranks.size() == static_cast<std::size_t>(world.size()));
  for (std::size_t r = 0; r < ranks.size(); ++r) CHECK(ranks[r] == static_cast<double>(r));
  CHECK(world.is_root() == (world.rank() == 0));
  CHECK(self.size() == 1);
  CHECK(self.is_root());
}

TEST_CASE("all_gather puts the ranks' values in rank order on every rank") {
  Communicator const world = Communicator::world();
  // Rank r gives r values, the root none.
  std::vector<double> mine, expected;
  for (int r = 0; r < world.size(); ++r)
    for (int i = 0; i < r; ++i) expected.push_back(100 * r + i);
  for (int i = 0; i < world.rank(); ++i) mine.push_back(100 * world.rank() + i);
  CHECK(world.all_gather(mine) == expected);
  CHECK(world.all_gather({}).empty());
  CHECK(Communicator::self().all_gather(mine) == mine);
}

TEST_CASE("gather puts the ranks' bytes in rank order on the root and nowhere else") {
  Communicator const world = Communicator::world();
  std::string expected;
  for (int r = 0; r < world.size(); ++r)
    expected += std::string(static_cast<std::size_t>(r) % 2 * 3, 'a' + static_cast<char>(r)) + "!";
  std::string const mine = std::string(static_cast<std::size_t>(world.rank()) % 2 * 3,
                                       'a' + static_cast<char>(world.rank())) +
                           "!";
  CHECK(world.gather(bytes(mine)) == bytes(world.is_root() ? expected : ""));
  CHECK(world.gather({}).empty());
}

TEST_CASE("broadcast gives every rank the root's value") {
  Communicator const world = Communicator::world();
  for (std::string const& value :
       {std::string("one line"), std::string(), std::string("a\0b", 3), std::string(1 << 20, 'x')})
    CHECK(world.broadcast(world.is_root() ? value : "not this one") == value);
  CHECK(world.broadcast(world.is_root() ? 0.1 : -1) == 0.1);
  CHECK(std::isnan(world.broadcast(world.is_root() ? std::nan("") : 1)));
}

TEST_CASE("on_root works once and gives every rank the string") {
  Communicator const world = Communicator::world();
  double calls = 0;
  auto const work = [&] {
    ++calls;
    return "v" + std::to_string(world.rank());
  };
  CHECK(world.on_root(work) == "v0");
  CHECK(calls == (world.is_root() ? 1 : 0));
  CHECK(world.on_root([] { return std::string(); }).empty());
}

TEST_CASE("on_root throws on every rank what the root threw") {
  Communicator const world = Communicator::world();
  auto const user = [] { return std::string() + (throw ConfigError("a (b); c"), ""); };
  CHECK_THROWS_AS(world.on_root(user), ConfigError);
  CHECK_THROWS_WITH(world.on_root(user), Equals("a (b); c"));
  auto const system = [] { return std::string() + (throw std::runtime_error("disk"), ""); };
  CHECK_THROWS_WITH(world.on_root(system), Equals("disk"));
  bool is_config_error = false;
  try {
    world.on_root(system);
  } catch (ConfigError const&) {
    is_config_error = true;
  } catch (std::runtime_error const&) {
  }
  CHECK_FALSE(is_config_error);
  CHECK(world.on_root([] { return std::string("well again"); }) == "well again");
}

TEST_CASE("any is true if one rank says so") {
  Communicator const world = Communicator::world();
  for (int r = 0; r < world.size(); ++r) CHECK(world.any(world.rank() == r));
  CHECK_FALSE(world.any(false));
}

TEST_CASE("shares cover everything once, in rank order, evenly") {
  Communicator const world = Communicator::world();
  for (int n : {0, 1, 2, 3, 4, 5, 7, 64, 1001, 2147483647}) {
    Range const mine = world.share_of(n);
    double const ends[2] = {static_cast<double>(mine.first), static_cast<double>(mine.last)};
    std::vector<double> const all = world.all_gather(ends);
    CHECK(all.front() == 0);
    CHECK(all.back() == n);
    for (std::size_t r = 2; r < all.size(); r += 2) CHECK(all[r] == all[r - 1]);
    for (std::size_t r = 0; r < all.size(); r += 2)
      CHECK(std::abs(all[r + 1] - all[r] - static_cast<double>(n) / world.size()) < 1);
    CHECK(Communicator::self().share_of(n).size() == n);
  }
}
