#include "approx/reference.hpp"

namespace lnz {

Reference mean_field_reference(Approximation const& approximation, std::size_t units) {
  Reference reference;
  for (std::size_t i = 0; i < units; ++i)
    reference.mean.push_back(((1 + approximation.mean[i]) / 2 + 0.05) / 1.1);
  return reference;
}

}  // namespace lnz
