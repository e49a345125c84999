#pragma once

#include "lnz/record.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// Binary RBMs between independent units (those of the target's means) and a target whose expected
/// statistics lie evenly on the straight line between both ends',
///   E_k[g] = (1 - k/(count + 1)) E_0[g] + k/(count + 1) E_1[g],   g = (v, h, v h), k = 1 .. count:
/// the path of averaged moments. Those of the target are taken from tempered chains; each machine
/// is fitted from the one before by the gradient of the log-likelihood with persistent chains. What
/// the fit misses costs variance, no bias: any machines make a path.
/// Grosse, Maddison & Salakhutdinov (2013), NIPS, secs. 3 to 5.
///
/// The record is of kind rbm, at inverse temperature beta; so are those returned, as records for
/// beta = 1 divided by beta. Some seconds at 784 x 500 for each machine.
std::vector<Record> moment_averages(Record const& target, double beta, int count,
                                    std::uint64_t seed);

}  // namespace lnz
