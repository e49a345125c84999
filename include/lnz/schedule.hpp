#pragma once

#include <span>
#include <vector>

namespace lnz {

/// Increasing ladder coordinates with beta.front() == 0 and beta.back() == 1.
class Schedule {
 public:
  /// Throws ConfigError unless `beta` runs strictly upward from 0 to 1.
  explicit Schedule(std::vector<double> beta);

  int rungs() const { return static_cast<int>(beta_.size()); }
  double operator[](int k) const { return beta_[static_cast<std::size_t>(k)]; }
  std::vector<double> const& beta() const { return beta_; }

 private:
  std::vector<double> beta_;
};

/// `rungs` equally spaced values from 0 to 1.
Schedule linear(int rungs);

/// Logistic spacing, dense at both ends: beta_k proportional to
/// 1/(1 + exp(-delta (2k/(K-1) - 1))) with delta = 4, rescaled to [0, 1].
/// Grosse, Ghahramani & Adams (2015), arXiv:1511.02543, sec. 5.
Schedule sigmoid(int rungs);

/// The ladder of Salakhutdinov & Murray (2008), sec. 5: spacing 1e-3 up to 0.5, 1e-4 up to
/// 0.9, 1e-5 up to 1, thinned evenly in each part to about `rungs` values; 14,501 are the original.
Schedule salakhutdinov(int rungs);

/// `rungs` values that share a length equally. length[k] >= 0 belongs to the edge from
/// beta[k] to beta[k+1] of `measured`; the cumulative length is interpolated by a monotone
/// cubic and inverted. Syed et al. (2022), JRSS B 84, sec. 5.2; Fritsch & Carlson (1980).
Schedule equal_length(Schedule const& measured, std::span<double const> length, int rungs);

}  // namespace lnz
