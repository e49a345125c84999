#include "bench/machine.hpp"

#include "bench/clock.hpp"
#include "bench/instructions.hpp"
#include "bench/open_blas.hpp"

#include <fstream>
#include <thread>

namespace lnz {
namespace {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

}  // namespace

Machine this_machine(std::string const& instructions) {
  OpenBlas const* const blas = OpenBlas::find();
  return {.processor = processor_name(),
          .hertz = core_hertz(),
          .instructions = instructions,
          .vector_target = vector_target(),
          .cores = std::thread::hardware_concurrency(),
          .compiler = "g++ " __VERSION__,
          .blas = blas ? blas->core() : ""};
}

}  // namespace lnz
