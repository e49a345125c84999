#include "models/layered/belief_net.hpp"

#include "lnz/log_sum.hpp"
#include "models/layered/bipartite.hpp"

#include <fmt/format.h>

#include <utility>

namespace lnz {
namespace {

using Units = std::vector<double>;

/// bias + x W, or bias + W x', for W [from, to].
Units fields_up(Units const& bias, std::vector<double> const& W, Units const& x) {
  Units out = bias;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] != 0)
      for (std::size_t j = 0; j < out.size(); ++j) out[j] += W[i * out.size() + j];
  return out;
}
Units fields_down(Units const& bias, std::vector<double> const& W, Units const& x) {
  Units out = bias;
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) out[i] += x[j] * W[i * x.size() + j];
  return out;
}

/// ln P(x) of independent units of these log odds.
double log_probability(Units const& x, Units const& fields) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * fields[i] - softplus(fields[i]);
  return sum;
}

}  // namespace

BeliefNet::BeliefNet(Record const& model, double beta)
    : layers_(layered_parameters(model, "dbn")), top_(at_temperature(top_rbm(layers_), beta)) {
  for (std::size_t l = 1; l + 1 < layers_.layers.size(); ++l) {
    std::string const key = fmt::format("recognition_b{}", l);
    up_.push_back(model.has(key) ? model.reals(key, 1) : layers_.b[l]);
    up_.back().resize(layers_.layers[l]);
  }
}

double BeliefNet::log_weight(Units x, Stream& random) const {
  double sum = 0;
  for (std::size_t l = 0; l < up_.size(); ++l) {
    Units const fields = fields_up(up_[l], layers_.W[l], x);
    Units h(fields.size());
    for (std::size_t j = 0; j < h.size(); ++j) h[j] = random.uniform() < logistic(fields[j]);
    sum +=
        log_probability(x, fields_down(layers_.b[l], layers_.W[l], h)) - log_probability(h, fields);
    x = std::move(h);
  }
  return sum + log_unnormalised(top_, x);
}

}  // namespace lnz
