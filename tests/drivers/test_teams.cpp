#include "drivers/whole_run.hpp"
#include "lnz/drivers.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

/// With layers of 1, 16 and 12 lines; chunks do not end along the borders of the last. Four ranks
/// have a chunk each of the first two, three of the last.
std::string const kLattices[]{"ising:1024x1024,J=pm1", "ising:128x128x64,J=pm1", "ising:128x96x64"};

/// This job cut into teams, or one rank with all.
struct Shape {
  Teams teams;
  ModelHandle path(std::string const& lattice) const {
    Record const model = generate_model(lattice);
    return kind_of(model).make(model, 0.4, {}, {.moves = "metropolis", .team = teams.inside});
  }
};

Shape alone() { return {{Communicator::self(), Communicator::self()}}; }

/// All ways to cut the world that this lattice allows.
std::vector<Shape> shapes(std::string const& lattice) {
  Communicator const world = Communicator::world();
  std::vector<Shape> shapes;
  for (int ranks = 1; ranks <= world.size(); ++ranks)
    if (world.size() % ranks == 0 && (ranks < 4 || lattice != "ising:128x96x64"))
      shapes.push_back({teams_of(world, ranks)});
  return shapes;
}

AnnealedImportanceSampling annealing(std::string const& lattice, Shape const& shape) {
  return {shape.path(lattice),
          {.schedule = linear(4),
           .chains = 3,
           .lanes = 2,
           .sweeps_per_rung = 2,
           .kept_rungs = {1, 3},
           .keep_states = true,
           .seed = 51},
          shape.teams.across};
}

ReplicaExchange exchange(std::string const& lattice, Shape const& shape) {
  return {
      shape.path(lattice),
      {.schedule = linear(3), .sweeps = 4, .burn_in = 4, .lanes = 1, .save_chains = 3, .seed = 52},
      shape.teams.across};
}

std::string saved(Driver& driver, Communicator const& comm) {
  return to_bytes(test::saved(driver, comm));
}

/// What a root across teams is given to go on from: whoever is no team's first has no states.
Record given(std::string const& checkpoint, Shape const& shape) {
  if (!shape.teams.across.is_root()) return {};
  Record run = from_bytes(checkpoint);
  if (!shape.teams.inside.is_root()) run.arrays.erase("checkpoint/states");
  return run;
}

/// The root's bytes half-way and at the end are those of one rank, whether it went the way itself
/// or on from there.
template <class Make>
void check_teams(Make const& make) {
  Communicator const world = Communicator::world();
  int const before = thread_count();
  for (std::string const& lattice : kLattices) {
    set_thread_count(1);
    auto whole = make(lattice, alone());
    whole.advance(2);
    std::string const half = saved(whole, Communicator::self());
    whole.advance(whole.steps());
    std::string const end = saved(whole, Communicator::self());
    for (Shape const& shape : shapes(lattice)) {
      INFO(lattice << " in teams of " << shape.teams.inside.size());
      set_thread_count(shape.teams.inside.size() % 2 + 1);
      auto driver = make(lattice, shape), later = make(lattice, shape);
      driver.advance(2);
      std::string const driver_half = saved(driver, world);
      driver.advance(driver.steps());
      std::string const driver_end = saved(driver, world);
      test::load(later, given(half, shape), world);
      later.advance(later.steps());
      std::string const later_end = saved(later, world);
      if (!Communicator::world().is_root()) continue;
      CHECK((driver_half == half));
      CHECK((driver_end == end));
      CHECK((later_end == end));
    }
  }
  set_thread_count(before);
}

}  // namespace

TEST_CASE("teams of any size change no bit of annealed importance sampling") {
  check_teams(annealing);
}

TEST_CASE("teams of any size change no bit of replica exchange") { check_teams(exchange); }

TEST_CASE("all ranks of a team know the log weights of all chains") {
  for (std::string const& lattice : kLattices) {
    auto whole = annealing(lattice, alone());
    whole.advance(3);
    for (Shape const& shape : shapes(lattice)) {
      auto driver = annealing(lattice, shape);
      driver.advance(3);
      CHECK(driver.log_weights() == whole.log_weights());
    }
  }
}
