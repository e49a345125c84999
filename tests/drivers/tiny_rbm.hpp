#pragma once

#include "core/short_form.hpp"
#include "lnz/log_sum.hpp"
#include "models/rbm/rbm.hpp"

#include <vector>

namespace lnz {

/// The path of the rounded machine with its exact end.
inline ModelHandle path_of(RbmParameters const& machine, Reference const& reference = {}) {
  return erase(Rbm<std::int16_t>(machine, rounded(machine), reference));
}

/// 6 visible and 4 hidden units with strong enough weights to need annealing.
inline RbmParameters tiny_rbm() {
  return rbm_parameters(generate_rbm(parse_short_form("rbm:6x4,scale=1.5,bias=0.7,seed=3")));
}

/// ln Z over all states of visible and hidden units.
inline double enumerated_log_z(RbmParameters const& m) {
  std::vector<double> minus_energy;
  for (unsigned v = 0; v < 1u << m.visible; ++v)
    for (unsigned h = 0; h < 1u << m.hidden; ++h) {
      double sum = 0;
      for (std::size_t i = 0; i < m.visible; ++i) sum += (v >> i & 1) * m.b[i];
      for (std::size_t j = 0; j < m.hidden; ++j) sum += (h >> j & 1) * m.c[j];
      for (std::size_t i = 0; i < m.visible; ++i)
        for (std::size_t j = 0; j < m.hidden; ++j)
          sum += (v >> i & 1) * (h >> j & 1) * m.W[i * m.hidden + j];
      minus_energy.push_back(sum);
    }
  return log_sum_exp(minus_energy);
}

}  // namespace lnz
