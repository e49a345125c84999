#pragma once

#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// What `lnz model export` may be told about the file to write.
struct ExportOptions {
  std::string variables;   ///< of .coo and .json: "bits", "spins" or "", those of the model
  bool overwrite = false;  ///< replace an existing file
};

/// Writes a model in a form of other programs, by the ending of the path; import_model reads all of
/// them but .npz of other kinds:
///   .npz         every array, and every attribute that is a number        any kind
///   .mat         the same, MATLAB v5; an rbm's as vishid, visbiases, hidbiases
///   .coo         minimise sum Q_ij x_i x_j, as D-Wave's dimod reads it     rbm of bits, spins
///   .json        BQPJSON 1.0.0                                            rbm of bits, spins
///   .gset, .txt  `n m`, then `i j J`, sites from 1                        spins without h
///   .csv         `i,j,J`, sites from 0                                    spins without h
/// Returns c in ln Z(file) = ln Z(model) + c at inverse temperature 1, ln Z(file) being of the
/// energies as the other program reads them. Throws ConfigError if the form cannot hold the model,
/// on other endings, and if the file is there.
double export_model(std::string const& path, Record const& model, ExportOptions const& options);

}  // namespace lnz
