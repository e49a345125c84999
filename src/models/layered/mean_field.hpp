#pragma once

#include "models/layered/dbm_layers.hpp"

#include <Eigen/Core>

namespace lnz {

/// Means of all layers of a deep Boltzmann machine given the visible one, [examples, units].
struct LayerMeans {
  Matrix even;  ///< the visible units, then those of the other even layers
  Matrix odd;
};

/// The independent units q(h) = prod q(h_j) that are nearest p(h | v) as far as this finds them:
/// starting from an upward pass in which every layer but the topmost counts what it hears twice,
///   odd <- 1 / (1 + exp(-c - even W)),   free even <- 1 / (1 + exp(-b - odd W')),
/// until no mean of 25 examples changes by 0.001, `most` times at most. v is [examples, n0].
/// Salakhutdinov & Hinton (2009), AISTATS, eqs. (9) and (10). The same bits for any threads.
LayerMeans mean_field(FloatRbm const& machine, DbmLayers const& layers, Matrix const& v, int most);

/// sum_h q(h) ln p*(v, h) - q(h) ln q(h) of each example: a lower bound of ln p(v) + ln Z whatever
/// the means are. Salakhutdinov & Hinton (2009), eq. (8). [examples], nats.
Eigen::VectorXd variational_bound(FloatRbm const& machine, DbmLayers const& layers,
                                  LayerMeans const& means);

}  // namespace lnz
