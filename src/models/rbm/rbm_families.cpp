#include "lnz/error.hpp"
#include "models/rbm/rbm_family.hpp"
#include "models/reference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lnz {

std::vector<RbmFamily> const& rbm_families() {
  static std::vector<RbmFamily> const families = [] {
    std::vector<RbmFamily> all{bernoulli_rbm(), potts_rbm()};
    for (auto const& some : {spin_rbms(), gaussian_rbms()})
      all.insert(all.end(), some.begin(), some.end());
    return all;
  }();
  return families;
}

RbmFamily const& family_of(RbmUnits const& units, std::string const& source) {
  std::vector<std::string> hidden;
  for (RbmFamily const& family : rbm_families()) {
    if (family.units.visible != units.visible) continue;
    if (family.units.hidden == units.hidden) return family;
    hidden.push_back(family.units.hidden);
  }
  throw ConfigError(fmt::format("{}: hidden = {} (with visible = {} go {}); choose one of them",
                                source, units.hidden, units.visible, fmt::join(hidden, ", ")));
}

Reference rates_of_bits(Record const&, DataSet const& data) { return column_means(data); }

}  // namespace lnz
