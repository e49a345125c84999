#include "app/command.hpp"
#include "app/run_record.hpp"
#include "app/status_page.hpp"
#include "io/run_lock.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <thread>

namespace lnz {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kRefresh{2};

/// What a run file without side-car tells, read without HDF5's lock.
RunStatus status_in(Record const& run) {
  RunStatus s;
  s.command = run.text("@command");
  s.output = run.source;
  if (run.has("@model")) s.model = run.text("@model");
  if (run.has("@model_summary")) s.model_summary = run.text("@model_summary");
  s.program = run.text("@program");
  s.state = run.text("@status") == "finished" ? "finished" : "left unfinished";
  if (run.has("schedule/beta")) s.rungs = static_cast<std::int64_t>(run.shape("schedule/beta")[0]);
  if (s.command == "ais") s.steps = s.rungs - 1;
  if (s.state == "finished") s.step = s.steps;
  s.updated = modified_at(run.source);
  if (run.has("checkpoint@step")) {
    s.step = run.integer("checkpoint@step");
    s.checkpoint = {s.step, s.updated};
  }
  if (run.has("@wall_seconds")) s.elapsed_seconds = run.number("@wall_seconds");
  if (run.has("result@log_z")) {
    s.estimate = {run.text("result@method"),
                  s.step,
                  s.rungs - 1,
                  1,
                  run.number("result@log_z"),
                  run.number("result@std_error"),
                  run.number("result@ess")};
    s.verdict = run.text("result@verdict");
  }
  return s;
}

struct Seen {
  RunStatus status;
  std::string note;  ///< where it comes from, if not from a side-car
};

Seen look_at(std::string const& path) {
  std::string const ending = status_path("");
  std::string const side_car = path.ends_with(ending) ? path : status_path(path);
  if (fs::exists(side_car)) {
    Seen seen{read_status(side_car), ""};
    std::string const output = side_car.substr(0, side_car.size() - ending.size());
    seen.status.output = output;
    if (seen.status.state == "finished")
      remove_left_lock(seen.status.command == "train" ? output + ".run" : output);
    return seen;
  }
  if (!fs::exists(path))
    throw ConfigError(fmt::format("neither {} nor {} is there (has the run begun?); check the path",
                                  path, side_car));
  RunStatus const status = status_in(read_any_run(path));
  if (status.state == "finished") remove_left_lock(path);
  return {status, fmt::format("read from the run file itself: there is no {}\n", side_car)};
}

std::string json_of(RunStatus const& status, UnixTime now, int indent) {
  constexpr std::array<char const*, 4> kNames{"alive", "silent", "dead", "over"};
  nlohmann::ordered_json json = to_json(status);
  json["life"] = kNames.at(static_cast<std::size_t>(life_of(status, now)));
  json["age_seconds"] = std::max<UnixTime>(now - status.updated, 0);
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

bool has_ended(RunStatus const& status, UnixTime now) {
  Life const life = life_of(status, now);
  return life == Life::over || life == Life::dead;
}

/// A page that is drawn anew on a terminal; elsewhere a line whenever there is news.
void watch(std::string const& path, bool json) {
  bool const redraws = isatty(STDOUT_FILENO) && !json;
  std::string last;
  for (;;) {
    UnixTime const now = unix_now();
    Seen const seen = look_at(path);
    std::string const text = json      ? json_of(seen.status, now, -1)
                             : redraws ? status_page(seen.status, now) + seen.note
                                       : status_line(seen.status, now) + "\n";
    if (redraws && !last.empty())  // back to where the last page began, and clear from there
      fmt::print("\x1b[{}A\x1b[J", std::ranges::count(last, '\n'));
    if (redraws || text != last) std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    last = text;
    if (has_ended(seen.status, now)) return;
    std::this_thread::sleep_for(kRefresh);
  }
}

int run_status(Options const& options, Communicator const&) {
  std::vector<std::string> const& paths = options.positional();
  if (paths.size() != 1)
    throw ConfigError(fmt::format(
        "lnz status takes one run file ({} are given); write lnz status RUN.h5", paths.size()));
  bool const json = options.flag("json");
  if (options.flag("watch")) {
    watch(paths[0], json);
    return kFinished;
  }
  UnixTime const now = unix_now();
  Seen const seen = look_at(paths[0]);
  std::string const text =
      json ? json_of(seen.status, now, 2) : status_page(seen.status, now) + seen.note;
  std::fputs(text.c_str(), stdout);
  return kFinished;
}

}  // namespace

Command status_command() {
  return {
      {"status", "RUN.h5",
       "How far a run is, what it says so far, when it will end, whether it lives.\n"
       "Reads RUN.h5.status.json only, takes no lock and works from any host that sees the file.",
       with_common_options({{"watch", "", "", "show it every 2 seconds until the run ends"}},
                           {"json"})},
      run_status,
      true};
}

}  // namespace lnz
