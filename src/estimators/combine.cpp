#include "estimators/combine.hpp"

#include <cmath>

namespace lnz {

Answer combined(std::vector<Answer> const& runs, std::vector<std::string> const& names) {
  Answer out;
  Estimate mean;
  mean.method = "combined";
  double weight = 0;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    Estimate const& one = runs[r].estimates.front();
    double const w = 1 / (one.std_error * one.std_error);
    weight += w;
    mean.log_z += (one.log_z - mean.log_z) * w / weight;
    mean.ess += one.ess;
    for (std::string const& reason : runs[r].reasons)
      out.doubt(runs[r].verdict, names[r] + ": " + reason);
    for (std::size_t s = 0; s < r; ++s) {
      Estimate const& other = runs[s].estimates.front();
      double const error = std::hypot(one.std_error, other.std_error);
      if (std::abs(one.log_z - other.log_z) > 4 * error)
        out.doubt(Verdict::suspect, names[s] + " and " + names[r] + " differ by " +
                                        std::to_string(one.log_z - other.log_z) +
                                        ", more than 4 standard errors");
    }
  }
  mean.std_error = 1 / std::sqrt(weight);
  if (!std::isfinite(mean.log_z))
    out.doubt(Verdict::failed,
              "the combined ln Z is not finite (runs without an error, or without "
              "a finite ln Z); estimate them one by one");
  mean.ci95 = {mean.log_z - 1.96 * mean.std_error, mean.log_z + 1.96 * mean.std_error};
  out.estimates.push_back(mean);
  for (std::size_t r = 0; r < runs.size(); ++r) {
    out.estimates.push_back(runs[r].estimates.front());
    out.estimates.back().method += " " + names[r];
  }
  return out;
}

Answer with_earlier(Answer const& last, std::vector<Answer> const& earlier) {
  std::vector<Answer> counted{last};
  std::vector<std::string> names{"last segment"};
  for (std::size_t s = 0; s < earlier.size(); ++s)
    if (earlier[s].verdict <= last.verdict) {
      counted.push_back(earlier[s]);
      names.push_back("segment " + std::to_string(s));
    }
  Answer out = combined(counted, names);
  // The second is the last segment's headline: all of its estimates take that place.
  out.estimates.erase(out.estimates.begin() + 1);
  out.estimates.insert(out.estimates.begin() + 1, last.estimates.begin(), last.estimates.end());
  return out;
}

}  // namespace lnz
