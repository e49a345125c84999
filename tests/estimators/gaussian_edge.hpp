#pragma once

#include "lnz/stream.hpp"

#include <vector>

namespace lnz {

/// Independent log ratios of an edge with Gaussian increments: up ~ N(mean, sd^2) at the lower
/// rung. Crooks' symmetry p_upper(up) = exp(up - delta) p_lower(up) makes it N(mean + sd^2, sd^2)
/// at the upper rung and delta = ln(Z_{k+1} / Z_k) = mean + sd^2 / 2.
struct GaussianEdge {
  double mean, sd;

  double delta() const { return mean + sd * sd / 2; }
  std::vector<double> up(std::size_t n, Stream& random) const { return drawn(mean, 1, n, random); }
  std::vector<double> down(std::size_t n, Stream& random) const {
    return drawn(mean + sd * sd, -1, n, random);
  }

 private:
  std::vector<double> drawn(double centre, int sign, std::size_t n, Stream& random) const {
    std::vector<double> out(n);
    for (double& x : out) x = sign * (centre + sd * random.normal());
    return out;
  }
};

}  // namespace lnz
