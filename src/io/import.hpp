#pragma once

#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// What `lnz model import` may be told about a foreign file.
struct ImportOptions {
  /// "28x28": rows of W and b are pixels of a height x width image in column-major order
  /// (MATLAB's) and become row-major. Empty = leave as they are.
  std::string transpose_pixels;
};

/// Reads a foreign model into a model record, by the file's ending and first bytes:
///   MATLAB v5 .mat     vishid [nv,nh], visbiases, hidbiases  -> rbm
///   NumPy .npz         W, b, c                               -> rbm;  J [n,n] or edges -> spins
///   edge list (text)   `i j J` a line, optional header `n m` (G-set, 1-based there)  -> spins
/// Throws ConfigError on anything broken.
Record import_model(std::string const& path, ImportOptions const& options);

}  // namespace lnz
