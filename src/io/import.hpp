#pragma once

#include "lnz/record.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace lnz {

/// What `lnz model import` may be told about a foreign file.
struct ImportOptions {
  /// "28x28": rows of W, b and sigma are pixels of a height x width image in column-major order
  /// (MATLAB's) and become row-major. Empty = leave as they are.
  std::string transpose_pixels = {};
  std::optional<std::int64_t> update = {};  ///< of a file of rbms; without it the last one
};

/// Reads a foreign model into a model record, by the file's ending and first bytes:
///   MATLAB v5 to v7 .mat, NumPy .npz   arrays by name (io/named_arrays.hpp)    -> rbm or spins
///   MATLAB v7.3 .mat, HDF5             the same, by rows or columns as they write
///   HDF5 of RestrictedBoltzmannMachines.jl, of rbms (io/julia_rbm_file.hpp, io/rbms_file.hpp)
///                                                                              -> rbm
///   BQPJSON (.json)                    quadratic energies of bits or spins     -> spins
///   .coo, or text with # vartype=      the same, as D-Wave's dimod writes them -> spins
///   edge list (text)                   `i j J` a line, optional header `n m` (G-set, 1-based
///                                      there), E = -sum J s s                  -> spins
/// Where the file's energies differ from the model's by a constant, the attribute `energy_offset`
/// is that constant: E(file) = E(model) + energy_offset. Throws ConfigError on anything broken.
Record import_model(std::string const& path, ImportOptions const& options);

}  // namespace lnz
