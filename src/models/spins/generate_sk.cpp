#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "models/checked_model.hpp"
#include "models/spins/spin_parameters.hpp"

#include <cmath>

namespace lnz {

Record generate_sk(ShortForm const& form) {
  form.allow({"seed"});
  if (form.sizes.size() != 1)
    throw ConfigError("model " + form.text +
                      ": a Sherrington-Kirkpatrick glass has one size (its spins); write sk:64");
  std::size_t const n = form.sizes[0];
  unit_count({.source = "model " + form.text, .arrays = {}, .attributes = {}},
             static_cast<std::int64_t>(n));
  require_bonds_fit("model " + form.text, n, n * (n - 1) / 2);
  Stream random(form.count("seed", 0), Purpose::couplings, 0, 0);
  double const scale = 1 / std::sqrt(static_cast<double>(n));
  SpinParameters system{.sites = n, .edges = {}, .J = {}, .h = std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
      system.J.push_back(scale * random.normal());
    }
  Record model = to_record(system);
  model.source = form.text;
  return model;
}

}  // namespace lnz
