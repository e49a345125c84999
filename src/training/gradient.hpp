#pragma once

#include "training/float_rbm.hpp"

#include <cstdint>

namespace lnz {

/// The two ends of a gradient of the log-likelihood: examples pull, chains of the model push.
/// Contrastive divergence copies the examples into the chains before each update (Hinton 2002);
/// persistent chains are left where they are (Tieleman 2008).
struct Phases {
  Matrix examples;  ///< bits, [any number, visible]
  Matrix chains;    ///< bits, [any number, visible]

  Row hidden_mean = {};  ///< mean over examples of P(h|v), [hidden]; set by estimate_gradient
};

/// Advances the chains by `sweeps` of block Gibbs and sets
///   gradient = mean over examples of s - mean over chains of s,   s = (v P(h|v), v, P(h|v)),
/// an estimate of d<ln p>/d(W, b, c). Hidden probabilities stand for hidden bits at both ends
/// (Hinton 2012, sec. 3). Random numbers of chain block k: (seed, training, 1 + k, update).
/// Work is cut into pieces that depend on the shapes only: the same bits for any threads.
void estimate_gradient(FloatRbm const& machine, Phases& phases, int sweeps, std::uint64_t seed,
                       std::uint64_t update, FloatRbm& gradient);

/// Means of the units over the data; those of hidden units follow the machine as it learns.
struct Offsets {
  Row visible, hidden;
};

/// The same gradient as seen by the weights of centred units (v - visible, h - hidden), written
/// back in terms of W, b, c: still uphill, but weights no longer move because a bias should.
/// Montavon & Mueller (2012); Melchior, Fischer & Wiskott (2016), J. Mach. Learn. Res. 17(99).
void centre(FloatRbm& gradient, Offsets const& offsets);

/// How far one update goes.
struct Ascent {
  double rate;
  double momentum;
  double weight_decay;
};

/// velocity <- momentum velocity + rate (gradient - weight_decay W),  machine += velocity;
/// no decay of the biases. Hinton (2012), sec. 9 and 10.
void ascend(FloatRbm& machine, FloatRbm& velocity, FloatRbm const& gradient, Ascent const& step);

}  // namespace lnz
