#include "estimators/edge.hpp"

namespace lnz {

std::vector<LadderMethod> const& ladder_methods() {
  static std::vector<LadderMethod> const methods{
      {"bennett", "Bennett's acceptance ratio on every edge", bennett},
      {"stepping-stone-up", "importance weights from each rung to the next", stepping_stone_up},
      {"stepping-stone-down", "importance weights from each rung to the one before",
       stepping_stone_down},
      {"thermodynamic-integration", "trapezoid rule with its variance correction",
       thermodynamic_integration},
  };
  return methods;
}

}  // namespace lnz
