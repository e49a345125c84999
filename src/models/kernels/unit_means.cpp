#include "models/kernels/unit_means.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/unit_means.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/logistic_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

void means(std::size_t first_unit, float const* sums, UnitField const& field, float const* weight,
           std::size_t lanes, float* out) {
  FloatTag const d;
  Floats const one = hn::Set(d, 1.0f);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t j = 0; j < kUnits; j += kFloatLanes) {
      Floats const x = target_field(sums + lane * kUnits + j, field, first_unit + j);
      hn::StoreU(hn::Div(hn::Set(d, weight[lane]), hn::Add(one, exp_of_minus(x))), d,
                 out + lane * kUnits + j);
    }
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(means);

void unit_means(std::size_t first_unit, float const* sums, UnitField const& field,
                std::span<float const> weight, float* out) {
  HWY_DYNAMIC_DISPATCH(means)(first_unit, sums, field, weight.data(), weight.size(), out);
}

}  // namespace lnz
#endif
