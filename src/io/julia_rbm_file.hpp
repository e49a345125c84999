#pragma once

#include "lnz/record.hpp"

#include <string>
#include <vector>

namespace lnz {

/// The HDF5 files of RestrictedBoltzmannMachines.jl (cossio), format version 1.0.0.

/// Whether a file with these datasets is one.
bool looks_like_julia_rbm(std::vector<std::string> const& datasets);

/// Its datasets.
std::vector<std::string> julia_rbm_datasets(std::vector<std::string> const& datasets);

/// The machine; units keep Julia's order, first index fastest. Layers are Binary, Spin, Potts
/// (visible, E = -theta.x each) and Gaussian, E = sum |gamma| x^2 / 2 - theta x, hidden ones of
/// gamma = 1. A CenteredRBM's or StandardizedRBM's
///   E = E_v + E_h - ((v - o_v) / s_v)' w (h - o_h) / s_h
/// is multiplied out. What energies lose is the attribute `energy_offset`. Throws ConfigError
/// naming the file and what is missing, does not fit or has no counterpart here.
Record model_of_julia_rbm(Record const& file);

}  // namespace lnz
