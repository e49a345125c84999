#pragma once

#include "lnz/stream.hpp"
#include "models/kernels/packed_bits.hpp"
#include "training/tiled_rbm.hpp"

namespace lnz {

/// Block Gibbs of all lanes of v, `sweeps` times: h | v, then v | h, each layer with the
/// machine's doubling. `transposed` is W's transpose. Blocks of lanes go their way alone,
/// so that threads meet once; block k draws from (seed, training, 1 + k, update). The same bits for
/// any threads.
void gibbs(TiledRbm const& machine, TiledMatrix const& transposed, int sweeps, PackedBits& v,
           std::uint64_t seed, std::uint64_t update);

/// Independent bits of `lanes` lanes, P(x_i = 1) = 1 / (1 + exp(-log_odds_i)).
PackedBits independent_bits(Row const& log_odds, std::size_t lanes, Stream& random);

}  // namespace lnz
