#include "io/probe.hpp"

#include "io/damaged_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string_view>

namespace lnz {
namespace {

void limit_to(int resource, rlim_t most) {
  rlimit limit{};
  getrlimit(resource, &limit);
  limit.rlim_cur = std::min(most, limit.rlim_max);
  setrlimit(resource, &limit);
}

/// Bytes of address space in use; proc(5).
std::size_t address_space() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// A fault must be silent: no handler of MPI's, no message, no core file.
void prepare_to_die(TrialBounds const& bounds) {
  for (int const signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM, SIGINT})
    std::signal(signal, SIG_DFL);
  limit_to(RLIMIT_CORE, 0);
  limit_to(RLIMIT_CPU, bounds.cpu_seconds);
  limit_to(RLIMIT_AS, address_space() + bounds.memory);
  int const nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDERR_FILENO);
}

/// Lines are shorter than a pipe: this never waits.
void tell(int pipe, std::string_view lines) {
  [[maybe_unused]] ssize_t const told = write(pipe, lines.data(), lines.size());
}

std::string all_from(int pipe) {
  std::string all(4096, '\0');
  std::size_t done = 0;
  while (done < all.size()) {
    ssize_t const n = read(pipe, all.data() + done, all.size() - done);
    if (n == 0 || (n < 0 && errno != EINTR)) break;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  all.resize(done);
  return all;
}

/// Nothing if nothing was told; a first line that is empty means that no file is damaged.
void throw_what_was(std::string const& told) {
  std::size_t const end = told.find('\n');
  if (end == std::string::npos) return;
  std::string const why = told.substr(0, end), message = told.substr(end + 1);
  if (why.empty()) throw ConfigError(message);
  throw DamagedFile(message, why);
}

}  // namespace

std::string death_of(std::function<void()> const& work, TrialBounds const& bounds) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return "";
  pid_t const copy = fork();
  if (copy == 0) {
    prepare_to_die(bounds);
    try {
      work();
    } catch (DamagedFile const& damage) {
      tell(ends[1], damage.why + "\n" + damage.what());
    } catch (ConfigError const& refusal) {
      tell(ends[1], std::string("\n") + refusal.what());
    } catch (...) {
    }
    _exit(0);
  }
  close(ends[1]);
  std::string const told = copy < 0 ? "" : all_from(ends[0]);
  close(ends[0]);
  int status = 0;
  while (copy > 0 && waitpid(copy, &status, 0) < 0)
    if (errno != EINTR) return "";
  throw_what_was(told);
  if (WIFEXITED(status))
    return WEXITSTATUS(status) ? fmt::format("status {}", WEXITSTATUS(status)) : "";
  if (WTERMSIG(status) == SIGXCPU) return fmt::format("no end after {} s", bounds.cpu_seconds);
  return fmt::format("signal {}", WTERMSIG(status));
}

}  // namespace lnz
