#include "models/rbm/rounded_product.hpp"

namespace lnz {

template <>
LookupProduct<std::int16_t> product_to_hidden(RoundedWeights const& w) {
  return {w.visible, w.hidden,
          [&](std::size_t i, std::size_t j) { return w.in_hidden_steps(i, j); }};
}

template <>
LookupProduct<std::int16_t> product_to_visible(RoundedWeights const& w) {
  return {w.hidden, w.visible,
          [&](std::size_t j, std::size_t i) { return w.in_visible_steps(i, j); }};
}

template <>
LookupProduct<float> product_to_hidden(RoundedWeights const& w) {
  return {w.visible, w.hidden,
          [&](std::size_t i, std::size_t j) { return static_cast<float>(w.W[i * w.hidden + j]); }};
}

template <>
LookupProduct<float> product_to_visible(RoundedWeights const& w) {
  return {w.hidden, w.visible,
          [&](std::size_t j, std::size_t i) { return static_cast<float>(w.W[i * w.hidden + j]); }};
}

}  // namespace lnz
