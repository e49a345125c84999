#include "app/slurm_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

namespace lnz {
namespace {

std::string variable(char const* name) {
  char const* const value = std::getenv(name);
  return value ? value : "";
}

/// Seconds since 1970; nothing if it is no such number, as "NONE" of a job without an end.
std::optional<double> epoch(std::string_view text) {
  std::int64_t seconds = 0;
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc{} || end != text.data() + text.size() || seconds <= 0) return {};
  return static_cast<double>(seconds);
}

std::string squeue(std::string const& job) {
  std::string const command = fmt::format(
      "SLURM_TIME_FORMAT=%s timeout 5 squeue --noheader --jobs={} --format=%e 2>/dev/null", job);
  std::unique_ptr<FILE, int (*)(FILE*)> const pipe(popen(command.c_str(), "r"), pclose);
  char line[64] = "";
  if (!pipe || !std::fgets(line, sizeof line, pipe.get())) return "";
  return std::string(line, std::string_view(line).find_last_not_of(" \n") + 1);
}

}  // namespace

std::optional<double> slurm_seconds_left() {
  std::string const job = variable("SLURM_JOB_ID");
  if (job.empty() || !std::ranges::all_of(job, [](unsigned char c) { return std::isdigit(c); }))
    return {};
  std::optional<double> end = epoch(variable("SLURM_JOB_END_TIME"));
  if (!end) end = epoch(squeue(job));
  if (!end) return {};
  return *end - static_cast<double>(std::time(nullptr));
}

}  // namespace lnz
