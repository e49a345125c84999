#pragma once

#include "core/data_set.hpp"
#include "lnz/model_handle.hpp"
#include "lnz/record.hpp"
#include "lnz/schedule.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lnz {

/// How a method's ln p(v) stands to the true one, given the true ln Z.
enum class Bound {
  exact,
  lower,      ///< a lower bound, deterministic
  stochastic  ///< its expectation lies below
};
std::string_view name(Bound bound);

/// The way from a reference to the model, and its rungs.
struct TemperedPath {
  ModelHandle model;
  Schedule schedule;
};

/// What a method is asked: of this model at inverse temperature beta, what is ln p(v) of each
/// example?
struct LikelihoodTask {
  Record const& model;
  double beta;
  DataSet const& data;
  int chains;   ///< of each example, or of all (csl)
  int samples;  ///< of each chain (csl)
  int rungs;    ///< of a path of an example's own (ais)
  std::uint64_t seed;
  std::function<TemperedPath()> path;  ///< plans the model's own path, which may take pilot runs
};

/// What it answers, in nats. Standard errors are of its own sampling: neither that of ln Z nor the
/// spread over examples is in them.
struct LogValues {
  std::vector<double> value;      ///< ln p(v), or ln p(v) + ln Z if the method leaves Z out
  std::vector<double> std_error;  ///< of each value
  double mean_std_error = 0;      ///< of their mean, with what its errors have in common
  std::vector<std::string> warnings = {};  ///< one sentence each
};

/// One way to the log-likelihood of examples.
struct LikelihoodMethod {
  std::string name;
  std::string summary;  ///< one line for --help: what it takes and what it says
  Bound bound;
  bool leaves_out_z;  ///< its values want ln Z taken off
  /// Whether it takes such models; if not, `why_not` says why.
  bool (*takes)(Record const& model, std::string& why_not);
  LogValues (*evaluate)(LikelihoodTask const& task);
};

/// In the order in which "auto" tries them.
std::vector<LikelihoodMethod> const& likelihood_methods();

/// The named method, or with "auto" the first that takes the model. Throws ConfigError if none
/// does, saying why of each, or if the name is unknown, naming the nearest.
LikelihoodMethod const& likelihood_method(Record const& model, std::string const& name);

}  // namespace lnz
