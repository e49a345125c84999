#include "lnz/communicator.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

std::vector<double> world_ranks(Communicator const& part) {
  double const rank = Communicator::world().rank();
  return part.all_gather({&rank, 1});
}

std::vector<std::byte> filled(std::size_t count, int value) {
  return std::vector<std::byte>(count, static_cast<std::byte>(value));
}

}  // namespace

TEST_CASE("teams are consecutive ranks, and those with the same place meet across teams") {
  Communicator const world = Communicator::world();
  for (int ranks = 1; ranks <= world.size(); ++ranks) {
    if (world.size() % ranks != 0) continue;
    Teams const teams = teams_of(world, ranks);
    int const place = world.rank() % ranks, team = world.rank() / ranks;
    CHECK(teams.inside.rank() == place);
    CHECK(teams.across.rank() == team);
    std::vector<double> inside, across;
    for (int r = 0; r < ranks; ++r) inside.push_back(team * ranks + r);
    for (int t = 0; t < world.size() / ranks; ++t) across.push_back(t * ranks + place);
    CHECK(world_ranks(teams.inside) == inside);
    CHECK(world_ranks(teams.across) == across);
  }
}

TEST_CASE("sum adds every entry over all ranks") {
  Communicator const world = Communicator::world();
  std::int64_t const large = std::int64_t{1} << 60, n = world.size();
  CHECK(world.sum({world.rank(), -1, world.is_root() ? large + 1 : 0}) ==
        std::vector<std::int64_t>{n * (n - 1) / 2, -n, large + 1});
  CHECK(world.sum({}).empty());
}

TEST_CASE("scatter undoes gather") {
  Communicator const world = Communicator::world();
  auto const mine = filled(static_cast<std::size_t>(3 - world.rank() % 3), world.rank());
  auto const all = world.gather(mine);
  CHECK(world.scatter(all, mine.size()) == mine);
  CHECK(world.scatter({}, 0).empty());
}

TEST_CASE("an exchange brings what either neighbour in the ring sent this way") {
  Communicator const world = Communicator::world();
  int const n = world.size(), before = (world.rank() + n - 1) % n, behind = (world.rank() + 1) % n;
  for (std::size_t size : {1u, 1000u, 1u << 20}) {
    Traffic const earlier = world.exchanged();
    // Rank r sends 2 r before and 2 r + 1 behind, of other sizes.
    auto const to_before = filled(size, 2 * world.rank()),
               to_behind = filled(2 * size, 2 * world.rank() + 1);
    std::vector<std::byte> from_before(2 * size), from_behind(size);
    RingExchange exchange = world.exchange(to_before, to_behind, from_before, from_behind);
    exchange.progress();
    exchange.finish();
    exchange.finish();
    CHECK((from_before == filled(2 * size, 2 * before + 1)));
    CHECK((from_behind == filled(size, 2 * behind)));
    CHECK(world.exchanged().messages - earlier.messages == (n > 1 ? 2 : 0));
    CHECK(world.exchanged().bytes - earlier.bytes ==
          (n > 1 ? 3 * static_cast<std::int64_t>(size) : 0));
  }
}
