#include "app/run_status.hpp"

#include "io/atomic_file.hpp"
#include "io/input_file.hpp"
#include "lnz/error.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iomanip>
#include <limits>
#include <sstream>

namespace lnz {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kFormatVersion = 1;
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// A file system may hold an update back, and clocks of hosts differ.
constexpr double kPatience = 60, kPatienceInIntervals = 5;

std::string iso(UnixTime time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(time)));
}

UnixTime time_in(Json const& json) {
  std::tm time{};
  std::istringstream text(json.get<std::string>());
  text >> std::get_time(&time, "%Y-%m-%dT%H:%M:%SZ");
  if (!text) throw std::invalid_argument("no time");
  return timegm(&time);
}

double number_in(Json const& json) {  // JSON knows no NaN: it is written as null
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json or_null(std::string const& text) { return text.empty() ? Json() : Json(text); }

std::string or_empty(Json const& json) {
  return json.is_null() ? std::string() : json.get<std::string>();
}

RunStatus from_json(Json const& json) {
  RunStatus s;
  s.command = json.at("command").get<std::string>();
  s.model = json.at("model").get<std::string>();
  s.model_summary = json.at("model_summary").get<std::string>();
  s.output = json.at("output").get<std::string>();
  s.program = json.at("program").get<std::string>();
  s.state = json.at("state").get<std::string>();
  s.phase = or_empty(json.at("phase"));
  s.step = json.at("step").get<std::int64_t>();
  s.steps = json.at("steps").get<std::int64_t>();
  s.rungs = json.at("rungs").get<std::int64_t>();
  s.rate = number_in(json.at("rate"));
  s.elapsed_seconds = number_in(json.at("elapsed_seconds"));
  if (Json const& j = json.at("forecast"); !j.is_null()) {
    s.forecast = {number_in(j.at("seconds_to_go")), time_in(j.at("end")), {}};
    if (!j.at("before_max_time").is_null())
      s.forecast->before_max_time = j.at("before_max_time").get<bool>();
  }
  if (Json const& j = json.at("checkpoint"); !j.is_null())
    s.checkpoint = {j.at("step").get<std::int64_t>(), time_in(j.at("time")),
                    j.value("way", std::string()), j.value("seconds", 0.0)};
  if (Json const& j = json.at("estimate"); !j.is_null())
    s.estimate = {j.at("method").get<std::string>(),
                  j.at("step").get<std::int64_t>(),
                  j.at("rung").get<std::int64_t>(),
                  number_in(j.at("beta")),
                  number_in(j.at("ln_z")),
                  number_in(j.at("std_error")),
                  number_in(j.at("ess"))};
  if (Json const& j = json.at("swap_acceptance"); !j.is_null())
    s.swap_acceptance = {number_in(j.at("lowest")), number_in(j.at("mean"))};
  if (Json const& j = json.at("round_trips"); !j.is_null()) s.round_trips = j.get<std::int64_t>();
  for (auto const& [key, value] : json.at("figures").items()) s.figures[key] = number_in(value);
  s.verdict = or_empty(json.at("verdict"));
  s.host = json.at("host").get<std::string>();
  s.pid = json.at("pid").get<std::int64_t>();
  s.ranks = json.at("ranks").get<std::int64_t>();
  s.threads = json.at("threads").get<std::int64_t>();
  s.slurm_job_id = or_empty(json.at("slurm_job_id"));
  s.interval_seconds = number_in(json.at("interval_seconds"));
  s.updated = time_in(json.at("updated"));
  return s;
}

std::string this_host() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

bool is_there(std::int64_t pid) {
  return pid > 0 && (kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

}  // namespace

UnixTime unix_now() { return std::time(nullptr); }

UnixTime modified_at(std::string const& path) {
  std::error_code error;
  auto const time = std::filesystem::last_write_time(path, error);
  if (error) return unix_now();
  return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time))
      .time_since_epoch()
      .count();
}

std::string status_path(std::string const& run_path) { return run_path + ".status.json"; }

Json to_json(RunStatus const& s) {
  Json forecast, checkpoint, estimate, acceptance;
  if (s.forecast) {
    forecast = {{"seconds_to_go", s.forecast->seconds_to_go},
                {"end", iso(s.forecast->end)},
                {"before_max_time", nullptr}};
    if (s.forecast->before_max_time) forecast["before_max_time"] = *s.forecast->before_max_time;
  }
  if (s.checkpoint) checkpoint = {{"step", s.checkpoint->step}, {"time", iso(s.checkpoint->time)}};
  if (s.checkpoint && !s.checkpoint->way.empty()) {
    checkpoint["way"] = s.checkpoint->way;
    checkpoint["seconds"] = s.checkpoint->seconds;
  }
  if (s.estimate)
    estimate = {{"method", s.estimate->method}, {"step", s.estimate->step},
                {"rung", s.estimate->rung},     {"beta", s.estimate->beta},
                {"ln_z", s.estimate->log_z},    {"std_error", s.estimate->std_error},
                {"ess", s.estimate->ess}};
  if (s.swap_acceptance)
    acceptance = {{"lowest", s.swap_acceptance->lowest}, {"mean", s.swap_acceptance->mean}};
  return {{"format", "lnz-status"},
          {"version", kFormatVersion},
          {"command", s.command},
          {"model", s.model},
          {"model_summary", s.model_summary},
          {"output", s.output},
          {"state", s.state},
          {"phase", or_null(s.phase)},
          {"step", s.step},
          {"steps", s.steps},
          {"fraction", s.fraction()},
          {"rungs", s.rungs},
          {"rate", s.rate},
          {"elapsed_seconds", s.elapsed_seconds},
          {"forecast", forecast},
          {"checkpoint", checkpoint},
          {"estimate", estimate},
          {"verdict", or_null(s.verdict)},
          {"swap_acceptance", acceptance},
          {"round_trips", s.round_trips ? Json(*s.round_trips) : Json()},
          {"figures", Json(s.figures)},
          {"host", s.host},
          {"pid", s.pid},
          {"ranks", s.ranks},
          {"threads", s.threads},
          {"slurm_job_id", or_null(s.slurm_job_id)},
          {"program", s.program},
          {"interval_seconds", s.interval_seconds},
          {"updated", iso(s.updated)}};
}

void write_status(RunStatus const& status) {
  replace_file_unsynced(status_path(status.output),
                        to_json(status).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

RunStatus read_status(std::string const& path) {
  Json const json = Json::parse(read_input(path, kMostBytes), nullptr, false);
  if (json.is_discarded())
    throw ConfigError(path + " is no JSON (a run of lnz writes it); remove it, or look at the run");
  if (!json.is_object() || !json.contains("format") || json["format"] != "lnz-status")
    throw ConfigError(path +
                      " is no status of lnz (its format is not 'lnz-status'); give a run file");
  try {
    if (json.at("version").get<std::int64_t>() > kFormatVersion)
      throw ConfigError(
          fmt::format("{} has format version {} (this lnz knows up to {}); use a newer lnz", path,
                      json.at("version").get<std::int64_t>(), kFormatVersion));
    return from_json(json);
  } catch (nlohmann::json::exception const&) {
  } catch (std::invalid_argument const&) {
  }
  throw ConfigError(path + " is damaged (an entry is missing or of another kind); remove it");
}

Life life_of(RunStatus const& status, UnixTime now) {
  if (status.state != "running") return Life::over;
  bool const here = !status.host.empty() && status.host == this_host();
  if (here && !is_there(status.pid)) return Life::dead;
  double const age = static_cast<double>(now - status.updated);
  if (age <= kPatience + kPatienceInIntervals * status.interval_seconds) return Life::alive;
  return here ? Life::silent : Life::dead;
}

}  // namespace lnz
