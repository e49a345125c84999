#pragma once

#include "lnz/stream.hpp"

#include <span>
#include <vector>

namespace lnz {

/// One even-odd exchange: for k = parity, parity + 2, ... the replicas at rungs k and k + 1
/// swap rungs with probability
///   min(1, f_{k+1}(x_k) f_k(x_{k+1}) / (f_k(x_k) f_{k+1}(x_{k+1}))) = min(1, exp(up + down)).
///
/// up, down: ln f_{k+1} - ln f_k and ln f_{k-1} - ln f_k of each replica at its rung k,
/// in replica order. replica_at and rung_of are inverse permutations and stay so.
/// Draws one uniform a pair. Returns the lower rungs of the pairs that swapped.
std::vector<int> swap_neighbours(std::vector<int>& replica_at, std::vector<int>& rung_of,
                                 std::span<double const> up, std::span<double const> down,
                                 int parity, Stream& random);

}  // namespace lnz
