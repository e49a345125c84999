#pragma once

#include "core/data_set.hpp"
#include "lnz/record.hpp"

#include <cstdint>

namespace lnz {

/// Mean over examples of a lower bound of ln p*(v) of a deep belief net (BeliefNet::log_weight), by
/// 2000 draws of hidden units over evenly spaced examples.
double net_bound(Record const& net, DataSet const& data, std::uint64_t seed);

}  // namespace lnz
