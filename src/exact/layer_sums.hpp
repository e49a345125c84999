#pragma once

#include "exact/layers.hpp"

namespace lnz {

/// ln Z at beta = 1 of layers whose last is not bound to the first: one sweep over the states of
/// a layer. `Real`, double or long double, must span exp(+-reach) of transfer_matrix.cpp.
template <class Real>
double open_log_z(Layers const& layers);

/// ln Z at beta = 1 of two or more layers in a ring: one sweep for every state of the first,
/// eight of them together, shared among threads.
template <class Real>
double closed_log_z(Layers const& layers);

}  // namespace lnz
