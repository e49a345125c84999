#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lnz {

/// One estimate of ln Z (natural log, dimensionless).
struct Estimate {
  std::string method;  ///< "ais", "stepping-stone-up", "bennett", ...
  double log_z = 0;
  double std_error = 0;              ///< one standard error, autocorrelation included
  std::array<double, 2> ci95{};      ///< 95% confidence interval
  double ess = 0;                    ///< effective sample size behind it
  std::vector<double> log_z_at;      ///< ln Z_k at every rung k it knows (may be empty)
  std::vector<double> std_error_at;  ///< its standard error at these rungs
};

/// How far a number can be trusted.
enum class Verdict { ok, suspect, failed };
std::string_view name(Verdict verdict);

/// What a driver and `lnz estimate` answer: the estimates, best first, and what speaks against
/// them.
struct Answer {
  std::vector<Estimate> estimates;
  Verdict verdict = Verdict::ok;
  std::vector<std::string> reasons;  ///< one sentence each; empty when ok

  void doubt(Verdict at_least, std::string reason);
};

/// Fails an answer that lies more than 4 standard errors below what ln Z is at least: its chains
/// have missed a mode, which their weights cannot tell.
void heed_bound(Answer& answer, double log_z_bound);

/// What replica exchange leaves behind: T sweeps of K rungs, row-major.
///   up[t, k]   = ln f_{k+1}(x) - ln f_k(x),  x at rung k in sweep t,      [T, K-1]
///   down[t, k] = ln f_k(x) - ln f_{k+1}(x),  x at rung k+1 in sweep t,    [T, K-1]
///   replica_at[t, k] = the replica at rung k when these were taken,       [T, K]
struct LadderSamples {
  int rungs = 0;
  std::vector<double> up, down;
  std::vector<int> replica_at;
  std::size_t sweeps() const {
    return rungs ? replica_at.size() / static_cast<std::size_t>(rungs) : 0;
  }
};

}  // namespace lnz
