#pragma once

#include "core/data_set.hpp"
#include "models/rbm/float_rbm.hpp"
#include "training/doubling.hpp"

#include <cstdint>

namespace lnz {

/// How well a machine describes examples; means over at most 10,000 evenly spaced rows.
struct Fit {
  /// visible * ln sigmoid(F(v with bit i flipped) - F(v)), one random i an example, nats. The
  /// rows and i stay the same for a given seed, so that epochs compare. Nothing where the sides
  /// count each other differently.
  double pseudo_log_likelihood;
  /// sum_i (v_i - P(v_i = 1 | h = P(h | v)))^2.
  double reconstruction_error;
  double log_unnormalised;  ///< ln p(v) + ln Z, nats; of the same worth as the first
};

Fit measure_fit(FloatRbm const& machine, Doubling doubling, DataSet const& data,
                std::uint64_t seed);

}  // namespace lnz
