#include "lnz/schedule.hpp"

#include "core/monotone_cubic.hpp"
#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"

#include <cmath>
#include <string>

namespace lnz {
namespace {

void require_two(int rungs) {
  if (rungs < 2)
    throw ConfigError("rungs = " + std::to_string(rungs) +
                      " (a schedule needs 0 and 1); set --rungs 2 or more");
}

/// rungs values of a rising function of x in [0, 1], rescaled to run from 0 to 1.
template <class Rise>
Schedule rescaled(int rungs, Rise const& rise) {
  require_two(rungs);
  std::vector<double> beta(static_cast<std::size_t>(rungs));
  double const low = rise(0.0), high = rise(1.0);
  for (int k = 0; k < rungs; ++k)
    beta[static_cast<std::size_t>(k)] = (rise(k / (rungs - 1.0)) - low) / (high - low);
  beta.front() = 0;
  beta.back() = 1;
  return Schedule(std::move(beta));
}

}  // namespace

Schedule::Schedule(std::vector<double> beta) : beta_(std::move(beta)) {
  require_two(rungs());
  if (beta_.front() != 0 || beta_.back() != 1)
    throw ConfigError("schedule from " + std::to_string(beta_.front()) + " to " +
                      std::to_string(beta_.back()) +
                      " (it must run from exactly 0 to exactly 1); correct its ends");
  for (std::size_t k = 1; k < beta_.size(); ++k)
    if (!(beta_[k] > beta_[k - 1]))
      throw ConfigError("schedule value " + std::to_string(k) + " = " + std::to_string(beta_[k]) +
                        " (values must rise strictly); sort them and drop repeats");
}

Schedule linear(int rungs) {
  return rescaled(rungs, [](double x) { return x; });
}

Schedule sigmoid(int rungs) {
  double const delta = 4;
  return rescaled(rungs, [=](double x) { return logistic(delta * (2 * x - 1)); });
}

Schedule salakhutdinov(int rungs) {
  // 500 + 4,000 + 10,000 steps in the original; the inverse of its cumulative step count.
  double const steps[3] = {500, 4000, 10000}, start[3] = {0, 0.5, 0.9}, width[3] = {0.5, 0.4, 0.1};
  return rescaled(rungs, [&](double x) {
    double done = x * 14500;
    int part = 0;
    while (part < 2 && done > steps[part]) done -= steps[part++];
    return start[part] + width[part] * done / steps[part];
  });
}

Schedule equal_length(Schedule const& measured, std::span<double const> length, int rungs) {
  require_two(rungs);
  std::vector<double> cumulative(1, 0.0);
  for (double l : length) cumulative.push_back(cumulative.back() + l);
  double const total = cumulative.back();
  // Flat stretches cannot be inverted: tilt them by a millionth of the whole.
  for (std::size_t k = 0; k < cumulative.size(); ++k)
    cumulative[k] =
        total > 0 ? cumulative[k] / total + 1e-6 * measured.beta()[k] : measured.beta()[k];
  MonotoneCubic const beta_of_length(cumulative, measured.beta());
  std::vector<double> beta(static_cast<std::size_t>(rungs));
  for (int k = 0; k < rungs; ++k)
    beta[static_cast<std::size_t>(k)] = beta_of_length(cumulative.back() * k / (rungs - 1.0));
  beta.front() = 0;
  beta.back() = 1;
  return Schedule(std::move(beta));
}

}  // namespace lnz
