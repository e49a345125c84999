#pragma once

#include "lnz/record.hpp"

#include <set>
#include <string>

namespace lnz {

/// The names of arrays that other programs' files keep models under.
std::set<std::string> model_array_names();

/// The model that arrays of these names are:
///   W [nv, nh], b, c; or vishid, visbiases, hidbiases (Salakhutdinov's MATLAB code); or
///   weight_matrix, vbias, hbias (rbms); or components_ [nh, nv], intercept_visible_,
///   intercept_hidden_ (scikit-learn's BernoulliRBM)                                    -> rbm
///   beside them sigma [nv], if its visible units are Gaussian (io/FORMAT.md); but no L or J
///   J [n, n], or edges [m, 2] beside J [m]; h [n], n, ids [n] if they are there          -> spins
/// and `energy_offset`, a number, if it is there. Throws ConfigError naming the file and the array.
Record model_of_arrays(Record const& file);

}  // namespace lnz
