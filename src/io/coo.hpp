#pragma once

#include "io/quadratic_energy.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// Whether some comment names the variables, `# vartype=`.
bool looks_like_coo(std::string_view text);

/// The COOrdinate text of D-Wave's dimod (dimod.serialization.coo): a comment `# vartype=BINARY` or
/// SPIN, then lines `i j value`, linear terms where i = j, of an energy to be minimised. Variables
/// are those that some line names; values of repeated pairs add up. A comment `# offset=value`, of
/// ours, is the constant. Throws ConfigError naming file and line.
QuadraticEnergy read_coo(std::string_view text, std::string const& what);

/// The same text. Numbers are whole and without exponents, which dimod does not read.
std::string coo_text(QuadraticEnergy const& energy);

}  // namespace lnz
