#pragma once

#include "lnz/record.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lnz {

/// The answer of an exact method.
struct ExactLogZ {
  double log_z;
  double error_bound;                 ///< rounding, absolute; an estimate, not a guarantee
  std::vector<std::string> warnings;  ///< one sentence each
};

/// One exact method for some models.
struct ExactMethod {
  std::string
      name;  ///< "enumeration", "transfer-matrix", "kaufman", "kac-ward", "hopfield-sum", "normal"
  std::string summary;  ///< one line for --help: what it takes and its cost
  /// Seconds it would take, roughly; < 0 if it does not apply, and then `why_not` says why.
  std::function<double(Record const& model, std::string& why_not)> cost;
  /// ln Z of the model at inverse temperature beta.
  std::function<ExactLogZ(Record const& model, double beta)> solve;
};

std::vector<ExactMethod> const& exact_methods();

struct ExactAnswer : ExactLogZ {
  std::string method;
};

/// The named method, or with "auto" the cheapest that applies. Throws ConfigError if none
/// does, saying why of each, or if the name is unknown, naming the nearest.
ExactAnswer exact_log_z(Record const& model, double beta, std::string const& method);

}  // namespace lnz
