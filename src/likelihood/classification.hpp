#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lnz {

/// What the model of one class says of n examples, in nats.
struct ClassValues {
  std::vector<double> log_p;      ///< ln p(v | class), [n]
  std::vector<double> std_error;  ///< of each by itself, [n]
  double log_z_error = 0;         ///< standard error that all n have in common
  double log_prior = 0;           ///< ln p(class)
};

/// The likeliest class of every example, by ln p(v | class) + ln p(class).
struct Classification {
  std::vector<std::size_t> chosen;     ///< [n]
  std::vector<double> lead;            ///< by which it leads the next class, [n], nats
  std::vector<double> lead_std_error;  ///< of both values and of both ln Z, [n], nats
};

/// Of two classes or more, whose errors are independent.
Classification classify(std::vector<ClassValues> const& classes);

/// Place of each value from the lowest, from 0; equal ones in their order.
std::vector<std::int64_t> ranks_of(std::vector<double> const& values);

/// A part of so many trials.
struct Proportion {
  double value;
  double std_error;            ///< sqrt(p(1 - p)/n)
  std::array<double, 2> ci95;  ///< Wilson (1927), J. Am. Stat. Assoc. 22, 209
};
Proportion proportion(std::size_t count, std::size_t trials);

}  // namespace lnz
