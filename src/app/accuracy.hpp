#pragma once

#include "lnz/log_z.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lnz {

/// A driver with so much to do on a model whose ln Z is known.
struct Trial {
  std::string driver;  ///< "ais" or "rex"
  std::string model;   ///< a short form, and beta where it is not 1
  std::string effort;  ///< "100 chains x 300 rungs", "12 rungs x 2000 sweeps"
  /// One run, or many with different seeds.
  std::function<std::function<Answer(std::uint64_t seed)>()> make;
  std::function<double()> exact;  ///< ln Z
};

/// Small models, each by both drivers with three efforts, ten times as much each.
std::vector<Trial> accuracy_trials();

/// How far runs of one method are off, how far they say they are, and what they cost.
struct Accuracy {
  std::string method;  ///< "ais", "bennett", ...
  Trial const* trial;
  int runs;
  double rms_error;  ///< sqrt(mean (ln Z - exact)^2) over the runs
  double bias;       ///< mean (ln Z - exact)
  double reported;   ///< sqrt(mean std_error^2)
  double seconds;    ///< of one core for one run, all its estimators included
  int doubted;       ///< runs whose verdict was not ok
};

/// Of every method that a trial's runs answer with; seeds 1, 2, ..., one thread.
std::vector<Accuracy> accuracies(Trial const& trial, int runs);

}  // namespace lnz
