#pragma once

#include "core/data_set.hpp"
#include "likelihood/registry.hpp"
#include "lnz/record.hpp"

#include <string>
#include <vector>

namespace lnz {

/// Every state of so many bits, a row each.
DataSet all_states(std::size_t bits);

/// How far means over examples lie below the exact one, over 50 seeds.
struct Gap {
  double mean, std_error;
};

/// A machine with every state of its visible layer and what is known of each.
struct SmallMachine {
  explicit SmallMachine(std::string const& short_form);

  Record model;
  DataSet states;
  double log_z;               ///< by the sum over all states
  std::vector<double> exact;  ///< ln p(v) of each state
  double exact_mean;

  /// What a method says of the states; its path is linear, from a uniform reference.
  LogValues said(std::string const& method, int rungs, int chains, int samples,
                 std::uint64_t seed) const;
  Gap gap(std::string const& method, int rungs, int chains, int samples) const;
};

double mean_of(std::vector<double> const& values);

/// Mean and variance of z scores, in units of the errors that so many standard normals would have.
struct ZScores {
  double mean, variance;
};
ZScores z_scores(std::vector<double> const& z);

}  // namespace lnz
