#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lnz {

/// Weights of a restricted Boltzmann machine,
///   E(v, h) = -b.v - c.h - v'Wh,
/// of bits unless something else is said.
struct RbmParameters {
  std::size_t visible = 0, hidden = 0;
  std::vector<double> W;  ///< [visible, hidden], row-major
  std::vector<double> b;  ///< [visible]
  std::vector<double> c;  ///< [hidden]
};

/// From and to a model record of kind `rbm`. Throws ConfigError on units that are not bits, missing
/// datasets, shapes that do not match, NaN or infinite numbers.
RbmParameters rbm_parameters(Record const& model);
Record to_record(RbmParameters const& machine);

/// The same of a machine whose units may be others, its types left to the reader.
RbmParameters rbm_weights(Record const& model);

/// `rbm:784x500,weights=normal,scale=0.05,seed=1`: W normal(0, scale^2), b and c zero
/// unless bias=S is given (normal(0, S^2)). `visible` rows of weights, b as long; `keys` are those
/// it does not read.
RbmParameters generated_weights(ShortForm const& form, std::size_t visible,
                                std::vector<std::string> keys);
Record generate_rbm(ShortForm const& form);

/// The same machine at inverse temperature beta: all of W, b, c times beta.
RbmParameters at_temperature(RbmParameters machine, double beta);

/// -F(v) = b.v + sum_j ln(1 + exp(c_j + v.W_j)) = ln p(v) + ln Z, for one v of bits, [visible].
double log_unnormalised(RbmParameters const& machine, std::span<double const> v);

}  // namespace lnz
