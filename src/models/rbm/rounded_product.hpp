#pragma once

#include "models/kernels/lookup_product.hpp"
#include "models/rbm/rounded_weights.hpp"

namespace lnz {

/// Products of visible bits with W and of hidden bits with its transpose: whole numbers of the
/// output's steps for sums of std::int16_t, weights rounded to float for sums of float.
template <class Sum>
LookupProduct<Sum> product_to_hidden(RoundedWeights const& weights);
template <class Sum>
LookupProduct<Sum> product_to_visible(RoundedWeights const& weights);

}  // namespace lnz
