#pragma once

#include "approx/couplings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lnz {

/// What a deterministic approximation comes to. It has no error bar.
struct Approximation {
  std::string method;
  bool lower_bound;  ///< ln_z is one, converged or not
  double log_z = 0;
  bool converged = false;  ///< its fixed point, from one start at least
  int iterations = 0;      ///< sweeps through all units from the start that was best
  int starts = 0, starts_converged = 0;
  double last_change = 0;               ///< largest, of a unit or message in the last sweep
  std::vector<double> mean;             ///< of each spin, [units]
  std::vector<std::string> notes = {};  ///< what the user should know, one sentence each
};

struct ApproximateMethod {
  std::string name;
  std::string summary;  ///< one line for --help
  /// "" if it takes the system, else why not.
  std::string (*refusal)(Couplings const& system);
  Approximation (*solve)(Couplings const& system, std::uint64_t seed);
};

std::vector<ApproximateMethod> const& approximate_methods();

/// The named method's, or with "auto" those of all that take the system, the most trustworthy
/// first: Bethe, third and second order, naive, those that converged before the others. Throws
/// ConfigError if the name is unknown or the method refuses.
std::vector<Approximation> approximate(Couplings const& system, std::string const& method,
                                       std::uint64_t seed);

}  // namespace lnz
