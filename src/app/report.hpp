#pragma once

#include "lnz/communicator.hpp"
#include "lnz/log_z.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace lnz {

/// What a finished command prints, beside its answer.
struct ReportContext {
  std::string command, model, output;
  std::string ess_of;  ///< "1000" chains or sweeps that the ess is out of
  std::int64_t sweeps = 0;
  double wall_seconds = 0;
  nlohmann::ordered_json extra;  ///< further JSON keys
  std::string notes;             ///< further lines above the last one
};

/// Prints the JSON object, or the table of estimates and the line
///   ln Z = 451.118 +- 0.093  (95% [450.93, 451.31]; ESS 812 of 1000; verdict ok)
/// on the root. Returns the exit status the verdict asks for.
int report(Answer const& answer, ReportContext const& context, bool json, Communicator const& comm);

/// Decimals that show an error to two digits: 2 for 0.093, 4 for 0.0013; at most 12.
int decimals(double std_error);

/// A time as people say it: "45 s", "12 min", "3.1 h".
std::string spoken(double seconds);

/// Seconds since the process began its work.
double wall_seconds();

}  // namespace lnz
