#pragma once

#include "app/options.hpp"
#include "core/data_set.hpp"
#include "likelihood/registry.hpp"
#include "lnz/log_z.hpp"

#include <optional>

namespace lnz {

/// What a machine says of examples: a method's values and the ln Z they are taken with.
struct LikelihoodReport {
  LikelihoodMethod const& method;
  LogValues values;
  std::optional<Estimate> log_z;    ///< if the method leaves Z out
  std::vector<std::string> doubts;  ///< about either, one sentence each
};

/// Prints the JSON object, or two lines. Returns the exit status. Root only.
int report_likelihood(LikelihoodReport const& said, Options const& options);

/// Throws ConfigError if --output is given and cannot be written, or is there without --overwrite.
void check_likelihood_file(Options const& options);

/// Writes --output, if given, as io/FORMAT.md describes it. Root only.
void write_likelihood_file(LikelihoodReport const& said, Options const& options,
                           Record const& model, DataSet const& data);

}  // namespace lnz
