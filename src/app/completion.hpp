#pragma once

#include "core/data_set.hpp"
#include "lnz/communicator.hpp"
#include "lnz/log_z.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <vector>

namespace lnz {

/// How the free units of one row are drawn given the held ones.
struct CompletionPlan {
  int chains = 256;  ///< annealed for a row
  int draws = 16;    ///< kept of them
  int rungs = 100;   ///< of the first try; four times as many until half the chains are effective
  int tries = 4;
  std::uint64_t seed = 1;
};

/// What is known of the rows of a data set of which some units are held. Units have the values that
/// the model gives them.
struct Completion {
  std::size_t rows = 0, units = 0;
  std::size_t categories = 0;  ///< of a unit; 0 if means say enough of it
  /// Posterior means, [rows, units], or probabilities of categories, [rows, units, categories];
  /// held units as they are.
  std::vector<double> mean = {};
  std::vector<float> draws = {};          ///< from the posterior, [rows, draws, units]
  std::vector<double> log_marginal = {};  ///< ln p(held) + ln Z, [rows]
  std::vector<double> std_error = {};     ///< of log_marginal, [rows]
  std::vector<double> ess = {};           ///< effective chains, [rows]
};

/// The data with -1 for 0 where the model's units are spins.
DataSet in_units_of(Record const& model, double beta, DataSet data);

/// Anneals the chains of every row's clamped model from independent units to the posterior, weights
/// them (Neal 2001) and draws from them in proportion to their weights. `held` [1 or rows, units]:
/// 1 where a unit is held at the row's value. Rows are dealt to ranks and change no bit with them.
/// Throws ConfigError, on every rank, if the kind cannot be clamped or the data do not fit it.
/// Collective.
Completion complete_rows(Record const& model, double beta, DataSet const& data, DataSet const& held,
                         Sampling const& sampling, CompletionPlan const& plan,
                         Communicator const& comm);

/// Suspect where rows have fewer than a tenth of their chains effective, failed below 3 chains; the
/// reasons count them.
Answer completion_answer(Completion const& found, CompletionPlan const& plan);

}  // namespace lnz
