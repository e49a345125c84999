#include "models/multiply.hpp"

#include "lnz/error.hpp"
#include "models/rbm/rbm_parameters.hpp"

#include <fmt/format.h>

#include <string>

namespace lnz {

Record multiply(Record const& one, Record const& other) {
  for (Record const* factor : {&one, &other})
    if (std::string const kind = factor->text("@kind"); kind != "rbm")
      throw ConfigError(
          fmt::format("{} is of kind {} (products are of two binary rbms); give such a model",
                      factor->source, kind));
  RbmParameters const a = rbm_parameters(one), b = rbm_parameters(other);
  if (a.visible != b.visible)
    throw ConfigError(fmt::format(
        "{} has {} visible units and {} {} (a product is of models of the same units); give models "
        "of one width",
        one.source, a.visible, other.source, b.visible));
  RbmParameters product{
      .visible = a.visible, .hidden = a.hidden + b.hidden, .W = {}, .b = a.b, .c = a.c};
  product.c.insert(product.c.end(), b.c.begin(), b.c.end());
  for (std::size_t i = 0; i < a.visible; ++i) {
    product.b[i] += b.b[i];
    for (RbmParameters const* factor : {&a, &b}) {
      double const* const row = factor->W.data() + i * factor->hidden;
      product.W.insert(product.W.end(), row, row + factor->hidden);
    }
  }
  return to_record(product);
}

}  // namespace lnz
