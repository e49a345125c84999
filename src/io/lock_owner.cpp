#include "io/lock_owner.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

namespace lnz {
namespace {

/// State and start of a process, from fields 3 and 22 of /proc/PID/stat; proc(5).
struct Life {
  char state = '?';
  std::int64_t started = -1;
};

/// Nothing known if the file is not there: of others' processes it may be hidden.
Life life_of(std::int64_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  std::size_t const name_end = text.rfind(')');  // the name before it may hold anything
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  Life life;
  fields >> life.state;
  std::string skipped;
  for (int field = 4; field < 22; ++field) fields >> skipped;
  fields >> life.started;
  return life;
}

bool is_gone(std::int64_t process, std::int64_t started) {
  if (kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH) return true;
  Life const life = life_of(process);
  bool const ended = life.state == 'Z' || life.state == 'X';
  return ended || (life.started >= 0 && life.started != started);
}

std::string this_machine() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  std::error_code error;
  return boot + " " + std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string user_name() {
  passwd const* const entry = getpwuid(geteuid());
  return entry ? entry->pw_name : std::to_string(geteuid());
}

std::string variable(char const* name) {
  char const* const value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

LockOwner this_process() {
  return {.user = user_name(),
          .host = host_name(),
          .machine = this_machine(),
          .process = getpid(),
          .started = life_of(getpid()).started,
          .job = variable("SLURM_JOB_ID"),
          .restarts = std::atoll(variable("SLURM_RESTART_COUNT").c_str()),
          .since = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))};
}

std::string to_json(LockOwner const& owner) {
  return nlohmann::ordered_json{{"owner", owner.user},
                                {"host", owner.host},
                                {"machine", owner.machine},
                                {"pid", owner.process},
                                {"started", owner.started},
                                {"slurm_job", owner.job},
                                {"slurm_restarts", owner.restarts},
                                {"since", owner.since}}
             .dump(2) +
         "\n";
}

LockOwner owner_from_json(std::string const& text) {
  try {
    auto const json = nlohmann::json::parse(text);
    return {.user = json.at("owner"),
            .host = json.at("host"),
            .machine = json.at("machine"),
            .process = json.at("pid"),
            .started = json.at("started"),
            .job = json.at("slurm_job"),
            .restarts = json.at("slurm_restarts"),
            .since = json.at("since")};
  } catch (nlohmann::json::exception const&) {
    return {};
  }
}

bool is_here(LockOwner const& owner) { return owner.machine == this_machine(); }

bool is_dead(LockOwner const& owner) {
  if (is_here(owner)) return is_gone(owner.process, owner.started);
  LockOwner const self = this_process();
  return !owner.job.empty() && owner.job == self.job && owner.restarts < self.restarts;
}

std::string description(LockOwner const& owner) {
  if (owner.user.empty()) return "its owner left no name";
  return fmt::format("process {} of {} on {}{}, since {}", owner.process, owner.user, owner.host,
                     owner.job.empty() ? "" : ", job " + owner.job, owner.since);
}

}  // namespace lnz
