#include "app/report.hpp"

#include "app/command.hpp"
#include "app/json_text.hpp"
#include "app/version.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace lnz {
namespace {

auto const g_start = std::chrono::steady_clock::now();

nlohmann::ordered_json as_json(Answer const& answer, ReportContext const& context, int ranks) {
  Estimate const& best = answer.estimates.front();
  nlohmann::ordered_json out{{"command", context.command},
                             {"model", context.model},
                             {"method", best.method},
                             {"ln_z", best.log_z},
                             {"std_error", best.std_error},
                             {"ci95", best.ci95},
                             {"ess", best.ess},
                             {"verdict", name(answer.verdict)},
                             {"reasons", answer.reasons},
                             {"estimates", nlohmann::ordered_json::array()}};
  for (Estimate const& e : answer.estimates)
    out["estimates"].push_back(
        {{"method", e.method}, {"ln_z", e.log_z}, {"std_error", e.std_error}, {"ci95", e.ci95}});
  out["ranks"] = ranks;
  out["threads"] = thread_count();
  out["sweeps"] = context.sweeps;
  out["wall_seconds"] = context.wall_seconds;
  out["output"] = context.output;
  out["version"] = version();
  for (auto const& [key, value] : context.extra.items()) out[key] = value;
  return out;
}

}  // namespace

int decimals(double std_error) {
  if (!(std_error > 0) || !std::isfinite(std_error)) return 9;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(std_error))), 0, 12);
}

std::string spoken(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - g_start).count();
}

int report(Answer const& answer, ReportContext const& context, bool json,
           Communicator const& comm) {
  int const status = answer.verdict == Verdict::failed ? kVerdictFailed : kFinished;
  if (!comm.is_root()) return status;
  if (json) {
    fmt::print("{}\n", json_text(as_json(answer, context, comm.size()), 2));
    return status;
  }
  if (answer.estimates.size() > 1) {
    fmt::print("{:<28} {:>16} {:>12} {:>12}\n", "estimator", "ln Z", "std error", "ESS");
    for (Estimate const& e : answer.estimates)
      fmt::print("{:<28} {:>16.{}f} {:>12.{}f} {:>12.0f}\n", e.method, e.log_z,
                 decimals(e.std_error) + 1, e.std_error, decimals(e.std_error), e.ess);
  }
  std::fputs(context.notes.c_str(), stdout);
  for (std::string const& reason : answer.reasons)
    fmt::print("{}: {}\n", name(answer.verdict), reason);
  Estimate const& best = answer.estimates.front();
  int const digits = decimals(best.std_error) + 1;
  fmt::print("ln Z = {:.{}f} +- {:.{}f}  (95% [{:.{}f}, {:.{}f}]; ESS {:.0f} of {}; verdict {})\n",
             best.log_z, digits, best.std_error, decimals(best.std_error), best.ci95[0], digits,
             best.ci95[1], digits, best.ess, context.ess_of, name(answer.verdict));
  return status;
}

}  // namespace lnz
