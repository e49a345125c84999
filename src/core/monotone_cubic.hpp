#pragma once

#include <vector>

namespace lnz {

/// A C1 cubic through (x_k, y_k) that rises wherever the y_k do.
/// Fritsch & Carlson (1980), SIAM J. Numer. Anal. 17, 238, with harmonic-mean slopes
/// (Fritsch & Butland 1984).
class MonotoneCubic {
 public:
  /// x strictly rising, y not falling, at least two points.
  MonotoneCubic(std::vector<double> x, std::vector<double> y);

  /// The value at x, clamped to the ends.
  double operator()(double x) const;

 private:
  std::vector<double> x_, y_, slope_;
};

}  // namespace lnz
