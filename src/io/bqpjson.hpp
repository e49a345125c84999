#pragma once

#include "io/quadratic_energy.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// A BQPJSON document, version 1.0.0 (lanl-ansi/bqpjson): an energy to be minimised,
///   E = scale (sum of quadratic terms + sum of linear terms + offset),
/// of variables with variable_domain `boolean` (0, 1) or `spin` (-1, +1). Solutions and metadata
/// are left out. Throws ConfigError naming `what` and the entry.
QuadraticEnergy read_bqpjson(std::string_view text, std::string const& what);

/// The same document, with scale = 1.
std::string bqpjson_text(QuadraticEnergy const& energy, std::string const& description);

}  // namespace lnz
