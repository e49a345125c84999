#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"
#include "models/registry.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace lnz {

/// An rbm whose visible units take one of q categories x_i = 0 ... q-1, hidden ones bits,
///   -E(x, h) = sum_i b_{i,x_i} + c.h + sum_i W_{i,x_i}.h.
struct PottsMachine {
  static constexpr std::size_t kMostCategories = 128;  ///< a byte of a run file holds them

  std::size_t sites = 0, q = 0, hidden = 0;
  std::vector<double> W;  ///< [sites, q, hidden], row-major
  std::vector<double> b;  ///< [sites, q]
  std::vector<double> c;  ///< [hidden]

  /// ln sum_h exp(-E(x, h)).
  double log_unnormalised(std::span<float const> x) const;
};

/// From and to a model record of kind `rbm`, visible = potts. Throws ConfigError on datasets that
/// are missing, of other shapes or not finite, on q below 2 or above kMostCategories, and if the
/// attribute `q`, which may be absent, is not that of W.
PottsMachine potts_machine(Record const& model);
Record to_record(PottsMachine const& machine);

/// `rbm:100x64,visible=potts,q=21,scale=0.1,bias=0,seed=1`
Record generate_potts(ShortForm const& form);

/// The same machine at inverse temperature beta.
PottsMachine at_temperature(PottsMachine machine, double beta);

/// Log weights of the reference's independent categories, [sites, q], which add up to 1 at every
/// site; zeros if it is uniform. No rate is below 1e-4, so that the path reaches every state.
/// Throws ConfigError if the reference has another width than sites q or rates outside [0, 1].
std::vector<double> log_rates(Reference const& reference, std::size_t sites, std::size_t q);

}  // namespace lnz
