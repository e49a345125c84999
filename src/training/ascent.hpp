#pragma once

#include "models/kernels/packed_bits.hpp"
#include "training/tiled_rbm.hpp"

namespace lnz {

/// The two ends of a gradient of the log-likelihood: examples pull, chains of the model push.
/// Contrastive divergence starts the chains at the examples (Hinton 2002), persistent chains are
/// left where they are (Tieleman 2008).
struct Phases {
  PackedBits const& examples;
  PackedBits const& chains;
};

/// Means of the units that their weights are to see as zero; all zeros for the plain gradient.
struct Offsets {
  Aligned<float> visible, hidden;  ///< padded to whole tiles
};

/// How far one update goes.
struct Ascent {
  double rate;
  double momentum;
  double weight_decay;
  double newest = 0;  ///< share of this update's examples in the hidden offsets, a running mean
};

/// One step uphill: with the estimate of d<ln p>/d(W, b, c)
///   gradient = mean over examples of s - mean over chains of s,   s = (v P(h|v), v, P(h|v)),
/// as the weights of centred units (v - visible, h - hidden) see it, written back in terms of
/// W, b, c,
///   velocity <- momentum velocity + rate (gradient - weight_decay W),  machine += velocity;
/// no decay of the biases. `transposed` follows W.
///
/// Hidden probabilities stand for hidden bits at both ends; Hinton (2012), sec. 3, 9 and 10.
/// Centred gradients are still uphill, but weights no longer move because a bias should: Montavon &
/// Mueller (2012); Melchior, Fischer & Wiskott (2016), J. Mach. Learn. Res. 17(99).
///
/// Both products have bits on one side and are look-ups: v W, and the statistics' sums over lanes,
/// whose tables are made of P(h|v). The weights of 16 hidden units are done at a time, from P(h|v)
/// to the next weights. The same bits for any number of threads.
///
/// An update of 784 x 500 by 100 examples and 100 chains takes 1.4 ms of a core (3.5 GHz, AVX-512),
/// 0.5 of them in one sweep of Gibbs; with Eigen's dense products for all of it 4.6 ms.
void ascend(TiledRbm& machine, TiledMatrix& transposed, TiledRbm& velocity, Offsets& offsets,
            Phases const& phases, Ascent const& step);

}  // namespace lnz
