#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"
#include "models/spins/spin_parameters.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// A Hopfield network of spins s_i = -1, +1 that stores patterns xi^p (Hopfield 1982, PNAS 79,
/// 2554):
///   E(s) = -1/2 sum_{i != j} J_ij s_i s_j - sum_i h_i s_i,   J_ij = (1/N) sum_p xi_i^p xi_j^p.
/// In terms of its overlaps m_p = xi^p.s,   -E = sum_p (m_p^2 - N) / (2 N) + h.s.
struct HopfieldParameters {
  std::size_t spins = 0, patterns = 0;
  std::vector<std::int8_t> xi;  ///< -1 or +1, [patterns, spins]
  std::vector<double> h;        ///< [spins], zeros if there is no field
};

/// From and to a model record of kind `hopfield`. Throws ConfigError on patterns that are not -1
/// and +1, shapes that do not match, NaN or infinite fields.
HopfieldParameters hopfield_parameters(Record const& model);
Record to_record(HopfieldParameters const& network);

/// `hopfield:24,patterns=3,seed=1`: random patterns, no field.
Record generate_hopfield(ShortForm const& form);

/// -E of spins that are +1 where row > 0 and -1 elsewhere.
double minus_energy(HopfieldParameters const& network, std::span<float const> row);

/// The same as spins whose bonds are all pairs.
SpinParameters to_spins(HopfieldParameters const& network);

}  // namespace lnz
