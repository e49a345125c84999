#include "bench/machine.hpp"

#include "bench/clock.hpp"
#include "bench/open_blas.hpp"

#include <hwy/targets.h>

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

/// Highway's targets are bits, the best one lowest.
std::string best_target() {
  std::int64_t const targets = hwy::SupportedTargets();
  return hwy::TargetName(targets & -targets);
}

}  // namespace

Machine this_machine() {
  OpenBlas const* const blas = OpenBlas::find();
  return {.processor = processor_name(),
          .hertz = core_hertz(),
          .vector_target = best_target(),
          .cores = std::thread::hardware_concurrency(),
          .compiler = "g++ " __VERSION__,
          .blas = blas ? blas->core() : ""};
}

}  // namespace lnz
