// measure_moves [SIDE...]: autocorrelation times of critical L x L tori under every kind of moves.
#include "memory_of_moves.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

int main(int count, char** arguments) {
  lnz::set_thread_count(1);
  std::vector<int> sides;
  for (int i = 1; i < count; ++i) sides.push_back(std::max(2, std::atoi(arguments[i])));
  if (sides.empty()) sides = {16, 32, 64, 128};
  fmt::print(
      "   L  moves            tau_E              tau_|M|            us a sweep  ms a tau_|M|\n");
  for (int const side : sides)
    for (std::string const moves : {"forest", "swendsen-wang", "wolff"}) {
      int const sweeps = moves == "forest" ? 40 * side * side : 3000;
      lnz::Memory const memory = lnz::memory_of_moves(moves, side, std::clamp(sweeps, 3000, 60000));
      fmt::print("{:4}  {:13}  {:8.2f} +- {:<6.2f}  {:8.2f} +- {:<6.2f}  {:10.2f}  {:12.4f}\n",
                 side, moves, memory.tau_energy, memory.std_error_energy, memory.tau_magnetisation,
                 memory.std_error_magnetisation, 1e6 * memory.seconds,
                 1e3 * memory.seconds * memory.tau_magnetisation);
      std::fflush(stdout);
    }
}
