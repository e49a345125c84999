#include "bench/instructions.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>
#include <hwy/targets.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace lnz {
namespace {

constexpr std::int64_t kAvx512 = HWY_AVX3 | HWY_AVX3_DL;

struct Limit {
  std::string name;
  std::int64_t targets;  ///< of Highway: bits, the best one lowest
};
std::vector<Limit> const kLimits{{"avx2", HWY_AVX2}, {"avx512", kAvx512}};

std::int64_t lowest_bit(std::int64_t bits) { return bits & -bits; }

}  // namespace

void limit_instructions(std::string const& name) {
  if (name == "auto") return;
  for (Limit const& limit : kLimits) {
    if (limit.name != name) continue;
    std::int64_t const supported = hwy::SupportedTargets();
    if (!(supported & limit.targets))
      throw ConfigError(fmt::format(
          "--instructions = '{}' (this processor has none, its best are {}); leave it at 'auto'",
          name, vector_target()));
    hwy::SetSupportedTargetsForTest(supported & -lowest_bit(limit.targets));
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    unsetenv("OPENBLAS_CORETYPE");  // of the user, that could be a better one
    return;
  }
  throw ConfigError("--instructions = '" + name +
                    "' (there is no such limit); write auto, avx2 or avx512");
}

std::string vector_target() { return hwy::TargetName(lowest_bit(hwy::SupportedTargets())); }

std::size_t vector_bytes() {
  std::int64_t const targets = hwy::SupportedTargets();
  return targets & kAvx512 ? 64 : targets & HWY_AVX2 ? 32 : 16;
}

std::string blas_core() {
  std::int64_t const targets = hwy::SupportedTargets();
  if (targets & kAvx512) return "SkylakeX";
#if defined(__x86_64__)
  if (targets & HWY_AVX2) return __builtin_cpu_is("amd") ? "Zen" : "Haswell";
#endif
  return "";
}

}  // namespace lnz
