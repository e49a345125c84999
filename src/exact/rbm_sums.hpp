#pragma once

#include "exact/registry.hpp"
#include "lnz/record.hpp"

#include <cstddef>

namespace lnz {

/// The layer of an rbm whose states are listed while the other layer is summed out in closed form.
struct ListedLayer {
  std::size_t units = 0;
  double seconds = 0;  ///< a state, on one core; < 0 if no layer of this rbm can be listed
};

ListedLayer listed_layer(Record const& model);

/// ln Z at inverse temperature beta, over the states of the listed layer.
ExactLogZ sum_over_layer(Record const& model, double beta);

}  // namespace lnz
