#pragma once

#include "core/short_form.hpp"
#include "lnz/record.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace lnz {

/// Weights of a stack of layers of bits, the visible one h0 first, each joined to the next:
///   E = -sum_l b_l.h_l - sum_l h_l' W_(l+1) h_(l+1).
/// Kind `dbm`, a deep Boltzmann machine, is this energy. Kind `dbn`, a deep belief net, has it in
/// its top two layers; the others follow downwards, P(h_l = 1 | h_(l+1)) = logistic(b_l + W_(l+1)
/// h_(l+1)).
struct LayeredParameters {
  std::vector<std::size_t> layers;     ///< units of h0 .. hL, [L + 1], L >= 1
  std::vector<std::vector<double>> W;  ///< W[l] is W_(l+1), [layers[l], layers[l + 1]], row-major
  std::vector<std::vector<double>> b;  ///< b[l], [layers[l]]

  std::size_t depth() const { return W.size(); }  ///< L
};

/// Units of the even layers h0, h2, .. and of the odd ones.
std::array<std::size_t, 2> units_of_sides(std::vector<std::size_t> const& layers);

/// From and to a model record of this kind, `dbm` or `dbn`. Throws ConfigError on fewer than two
/// layers, missing datasets, layers that do not chain, NaN or infinite numbers, and if all even
/// layers times all odd ones make more than 2^30 weights.
LayeredParameters layered_parameters(Record const& model, std::string const& kind);
Record to_record(LayeredParameters const& machine, std::string const& kind);

/// `dbm:784x500x1000,weights=normal,scale=0.05,seed=1`: all weights normal(0, scale^2), W1 first,
/// biases zero unless bias=S is given (normal(0, S^2)).
Record generate_layered(ShortForm const& form);

/// The same machine at inverse temperature beta: all weights and biases times beta.
LayeredParameters at_temperature(LayeredParameters machine, double beta);

}  // namespace lnz
