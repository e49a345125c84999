#pragma once

#include "models/layered/layered_parameters.hpp"
#include "models/rbm/rbm_parameters.hpp"

namespace lnz {

/// A deep Boltzmann machine as the restricted one that it is: layers of one parity are joined to
/// those of the other only. Visible units are those of h0, h2, .., hidden ones those of h1, h3, ..,
/// in this order; W has the blocks W_l, every second one transposed, and zeros elsewhere.
/// ln Z is the same. Takes even units times odd units weights: for two matrices no more than they
/// have, for 784 x 500 x 500 x 1000 1.7 times as many.
RbmParameters even_and_odd(LayeredParameters const& machine);

/// The same machine with its sides exchanged.
RbmParameters turned(RbmParameters const& machine);

/// The top two layers of a deep belief net. What is below is normalised: ln Z is the same.
RbmParameters top_rbm(LayeredParameters const& net);

}  // namespace lnz
