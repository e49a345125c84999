#pragma once

#include "app/likelihood_report.hpp"
#include "app/options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// What --method says of examples under a model at --beta, and its ln Z: the text `log_z`, a number
/// or a finished run of this model, asked for by methods that leave Z out. Throws ConfigError if
/// they have none. Root only.
LikelihoodReport likelihood_of(Options const& options, Record const& model,
                               std::optional<std::string> const& log_z, DataSet const& data,
                               std::uint64_t seed);

/// The first --examples of --data, read as a model wants them. Throws ConfigError.
DataSet examples_for(Record const& model, Options const& options);

/// --data, --ln-z, --method and what methods take; `beta` and `seed` are common options.
std::vector<OptionSpec> likelihood_options();

}  // namespace lnz
