#include "approx/registry.hpp"

#include "approx/methods.hpp"
#include "core/short_form.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lnz {

std::vector<ApproximateMethod> const& approximate_methods() {
  static std::vector<ApproximateMethod> const methods{bethe(), tap_third_order(),
                                                      tap_second_order(), naive_mean_field()};
  return methods;
}

std::vector<Approximation> approximate(Couplings const& system, std::string const& name,
                                       std::uint64_t seed) {
  std::vector<std::string> names = {"auto"};
  std::vector<Approximation> out;
  for (ApproximateMethod const& method : approximate_methods()) {
    names.push_back(method.name);
    if (name != "auto" && name != method.name) continue;
    std::string const refusal = method.refusal(system);
    if (name == method.name && !refusal.empty())
      throw ConfigError(fmt::format("approx.method = {} (it {}); use auto", name, refusal));
    if (!refusal.empty()) continue;
    out.push_back(method.solve(system, seed));
    out.back().method = method.name;
  }
  if (out.empty())
    throw ConfigError(fmt::format("approx.method = {} (no such method: {}); did you mean {}?", name,
                                  fmt::join(names, ", "), nearest(name, names)));
  std::ranges::stable_partition(out, &Approximation::converged);
  return out;
}

}  // namespace lnz
