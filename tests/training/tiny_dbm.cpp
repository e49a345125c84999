#include "training/tiny_dbm.hpp"

#include "lnz/log_sum.hpp"
#include "training/tiny_rbm.hpp"

using namespace lnz;

namespace tiny {

FloatRbm random_dbm(DbmLayers const& layers, double scale, std::uint64_t seed) {
  FloatRbm machine = to_float(random_rbm(static_cast<std::size_t>(layers.even()),
                                         static_cast<std::size_t>(layers.odd()), scale, seed));
  layers.keep_neighbours(machine.W);
  return machine;
}

double log_unnormalised(FloatRbm const& machine, DbmLayers const& layers,
                        std::vector<double> const& v) {
  auto const free = static_cast<std::size_t>(layers.even() - layers.size(0));
  std::vector<double> terms;
  for (std::uint32_t state = 0; state < 1u << free; ++state) {
    std::vector<double> even = v;
    for (double const bit : bits(state, free)) even.push_back(bit);
    double term = 0;
    for (Eigen::Index j = 0; j < layers.odd(); ++j) {
      auto field = static_cast<double>(machine.c[j]);
      for (std::size_t i = 0; i < even.size(); ++i)
        field += even[i] * static_cast<double>(machine.W(static_cast<Eigen::Index>(i), j));
      term += softplus(field);
    }
    for (std::size_t i = 0; i < even.size(); ++i)
      term += even[i] * static_cast<double>(machine.b[static_cast<Eigen::Index>(i)]);
    terms.push_back(term);
  }
  return log_sum_exp(terms);
}

double log_z(FloatRbm const& machine, DbmLayers const& layers) {
  auto const visible = static_cast<std::size_t>(layers.size(0));
  std::vector<double> terms;
  for (std::uint32_t state = 0; state < 1u << visible; ++state)
    terms.push_back(log_unnormalised(machine, layers, bits(state, visible)));
  return log_sum_exp(terms);
}

}  // namespace tiny
