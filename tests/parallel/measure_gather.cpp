/// No test: what replica exchange gathers every sweep, two numbers a replica, and what it costs.
///   mpirun -n R measure_gather [REPLICAS-A-RANK]

#include "lnz/communicator.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

using namespace lnz;

int main(int argc, char* argv[]) {
  Session const session(argc, argv);
  Communicator const world = Communicator::world();
  int const replicas = argc > 1 ? std::stoi(argv[1]) : 16, rounds = 2000;
  std::vector<double> const mine(static_cast<std::size_t>(2 * replicas), 1.0);
  auto const gather = [&] {
    for (int i = 0; i < rounds; ++i) world.all_gather(mine);
  };
  gather();
  auto const start = std::chrono::steady_clock::now();
  gather();
  double const seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / rounds;
  // Every rank gives its count and its numbers once and hears those of all others.
  int const others = world.size() - 1;
  if (world.is_root())
    fmt::print("{:4} ranks  {:5} replicas  {:7} bytes heard a rank  {:9.1f} us a gather\n",
               world.size(), replicas * world.size(), others * (16 * replicas + 4), 1e6 * seconds);
}
