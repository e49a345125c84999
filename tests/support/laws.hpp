#pragma once

#include "lnz/model_handle.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lnz {

/// A model small enough to list its states, beside an independent account of it.
struct Subject {
  std::string name;
  ModelHandle model;
  int low;  ///< value of a unit that is not 1: 0 or -1
  std::function<double(std::span<std::int8_t const>)> log_target;  ///< ln f_1, the slow way
  std::vector<double> reference_mean;  ///< P(unit = 1) under f_0, [units]
  double tolerance = 1e-13;            ///< relative error of its log ratios
  std::size_t q = 1;  ///< units of a group of which exactly one is 1; 1: any unit may be
  bool mixes = true;  ///< whether 100 sweeps lead from f_0 to f_1; if not, that law is left out
};

/// Every law a tempered model obeys; Catch2 checks.
///   log_ratio(a,b) + log_ratio(b,c) = log_ratio(a,c) and log_ratio(a,a) = 0;
///   f_0 is the product of the reference's units, ln Z_0 its sum, f_1 the target;
///   reference draws have the distribution f_0;
///   a sweep leaves f_beta invariant at several beta at once, reaches it from f_0,
///   and moves any two lanes independently;
///   a restored state equals the saved one bit for bit, and so does its future.
void check_laws(Subject const& subject);

/// How many standard normal deviations a chi-square of these counts lies above its mean, cells
/// with fewer than 10 expected counts taken together. Wilson & Hilferty (1931).
double excess_of_counts(std::span<double const> counts, std::span<double const> probability);

}  // namespace lnz
