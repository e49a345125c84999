#pragma once

#include "core/data_set.hpp"
#include "models/layered/layered_parameters.hpp"

#include <string>
#include <vector>

namespace lnz {

/// ln p(v) + ln Z of each row, [rows], for a machine of two layers. Throws ConfigError naming the
/// model if it has more: the sum over hidden layers that are joined is as hard as ln Z.
std::vector<double> log_unnormalised(LayeredParameters const& machine, std::string const& source,
                                     DataSet const& data);

}  // namespace lnz
