#pragma once

#include <hwy/highway.h>
#include <hwy/targets.h>
#include <catch2/catch.hpp>

namespace lnz {

/// Runs body once for every instruction set that the kernels were compiled for and this machine
/// has, the plainest last; Catch2 messages name it.
template <class Body>
void on_every_target(Body const& body) {
  constexpr std::int64_t kCompiled = HWY_AVX3_DL | HWY_AVX3 | HWY_AVX2 | HWY_NEON | HWY_EMU128;
  std::int64_t const supported = hwy::SupportedTargets() | HWY_EMU128;
  for (std::int64_t target = 1; target <= HWY_EMU128 && target > 0; target <<= 1) {
    if (!(target & kCompiled & supported)) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    INFO("on " << hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace lnz
