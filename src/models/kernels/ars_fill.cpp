#include "models/kernels/ars_fill.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/ars_fill.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

void fill(ArsKey key, std::uint64_t kind, std::uint64_t first, std::uint64_t* out,
          std::size_t count) {
  Ars const ars(key);
  for (std::size_t i = 0; i < count; i += 2 * Ars::kBlocks)
    hn::StoreU(ars.at(Ars::counter(first + i / 2, kind)), Ars::D(), out + i);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(fill);

void ars_fill(ArsKey key, std::uint64_t kind, std::span<std::uint64_t> out, std::uint64_t first) {
  HWY_DYNAMIC_DISPATCH(fill)(key, kind, first, out.data(), out.size());
}

}  // namespace lnz
#endif
