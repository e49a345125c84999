#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace lnz {

/// A sparse system of spins s_i = -1, +1:
///   E(s) = -sum_e J_e s_{edges[e][0]} s_{edges[e][1]} - sum_i h_i s_i.
struct SpinParameters {
  std::size_t sites = 0;
  std::vector<std::array<std::int32_t, 2>> edges;  ///< each bond once; repeated bonds add up
  std::vector<double> J;                           ///< [edges]
  std::vector<double> h;                           ///< [sites], zeros if there is no field
};

/// From a model record of kind `spins`, and to one. Throws ConfigError on edges outside
/// [0, n), loops i = i, shapes that do not match, NaN or infinite numbers.
SpinParameters spin_parameters(Record const& model);
Record to_record(SpinParameters const& system);

/// `sk:64,seed=3`, the Sherrington-Kirkpatrick glass: J_ij normal(0, 1/N) for every pair, no field.
/// Sherrington & Kirkpatrick (1975), PRL 35, 1792.
Record generate_sk(ShortForm const& form);

/// The same system at inverse temperature beta: J and h times beta.
SpinParameters at_temperature(SpinParameters system, double beta);

}  // namespace lnz
