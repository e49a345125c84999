#pragma once

#include "lnz/record.hpp"
#include "lnz/stream.hpp"
#include "models/layered/layered_parameters.hpp"
#include "models/rbm/rbm_parameters.hpp"

#include <vector>

namespace lnz {

/// A deep belief net and how examples are sent up through it,
///   p(v, h) = prod_l p(h_(l-1) | h_l) p_top(h_(L-1)),   Q(h | v) = prod_l Q(h_l | h_(l-1)).
class BeliefNet {
 public:
  /// Its top at inverse temperature beta. Throws ConfigError unless the record is a dbn.
  BeliefNet(Record const& model, double beta);

  std::size_t visible() const { return layers_.layers.front(); }

  /// ln p*(v, h) - ln Q(h | v) of one h drawn upwards; p* lacks the top's Z. Its mean over h is a
  /// lower bound of ln p*(v), the mean of its exponential p*(v).
  /// Hinton, Osindero & Teh (2006), eq. 8; Salakhutdinov & Murray (2008), sec. 4.1.
  double log_weight(std::vector<double> v, Stream& random) const;

 private:
  LayeredParameters layers_;
  std::vector<std::vector<double>> up_;  ///< biases of h1 .. h(L-1) on the way up
  RbmParameters top_;
};

}  // namespace lnz
