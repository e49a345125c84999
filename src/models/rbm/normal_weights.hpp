#pragma once

#include "core/short_form.hpp"
#include "lnz/stream.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace lnz {

/// Random weights between layers of bits, as a short form asks for them by
/// `weights=normal,scale=S,bias=T,seed=N`.
class NormalWeights {
 public:
  /// Throws ConfigError on keys that are not its own nor `others`, and on other kinds of weights.
  explicit NormalWeights(ShortForm const& form, std::vector<std::string> others = {});

  std::vector<double> weights(std::size_t count) { return normals(count, scale_); }
  std::vector<double> biases(std::size_t count) { return normals(count, bias_); }

 private:
  /// normal(0, scale^2); zeros, without a draw, if scale is 0.
  std::vector<double> normals(std::size_t count, double scale);

  Stream random_;
  double scale_, bias_;
};

}  // namespace lnz
