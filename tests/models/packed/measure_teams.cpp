/// No test: times sweeps of one packed lattice that all ranks share, and counts its halo exchange.
///   mpirun -n R measure_teams [SHORT-FORM [SWEEPS]]

#include "lnz/block.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

using namespace lnz;

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The median of so many sweeps, in seconds, of the slowest rank.
double median(Block& block, int sweeps, Communicator const& world) {
  double const beta = 1;
  std::vector<double> seconds;
  for (int s = 0; s < sweeps; ++s) {
    double const start = now();
    block.sweep({&beta, 1}, static_cast<std::uint64_t>(s));
    seconds.push_back(now() - start);
  }
  auto const middle = seconds.begin() + sweeps / 2;
  std::ranges::nth_element(seconds, middle);
  return std::ranges::max(world.all_gather({&*middle, 1}));
}

}  // namespace

int main(int argc, char* argv[]) {
  Session const session(argc, argv);
  Communicator const world = Communicator::world();
  std::string const form = argc > 1 ? argv[1] : "ising:32768x32768";
  int const sweeps = argc > 2 ? std::stoi(argv[2]) : 40;
  Record const model = generate_model(form);
  Teams const teams = teams_of(world, world.size());
  ModelHandle const path =
      kind_of(model).make(model, 0.3, {}, {.moves = "metropolis", .team = teams.inside});
  Block block = path.make_block(1, 0, 1);
  Traffic const before = teams.inside.exchanged();
  double const seconds = median(block, sweeps, world);
  Traffic const after = teams.inside.exchanged();
  if (world.is_root())
    fmt::print("{}  {} ranks x {} threads  {:.2f} ms a sweep  {} messages, {} bytes a rank\n", form,
               world.size(), thread_count(), 1e3 * seconds,
               (after.messages - before.messages) / sweeps, (after.bytes - before.bytes) / sweeps);
}
