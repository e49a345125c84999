#include "io/probe.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace lnz {
namespace {

void limit_to(int resource, rlim_t most) {
  rlimit limit{};
  getrlimit(resource, &limit);
  limit.rlim_cur = std::min(most, limit.rlim_max);
  setrlimit(resource, &limit);
}

/// A fault must be silent: no handler of MPI's, no message, no core file.
void prepare_to_die(unsigned most_cpu_seconds) {
  for (int const signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM, SIGINT})
    std::signal(signal, SIG_DFL);
  limit_to(RLIMIT_CORE, 0);
  limit_to(RLIMIT_CPU, most_cpu_seconds);
  int const nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDERR_FILENO);
}

}  // namespace

std::string death_of(std::function<void()> const& work, unsigned most_cpu_seconds) {
  pid_t const copy = fork();
  if (copy < 0) return "";
  if (copy == 0) {
    prepare_to_die(most_cpu_seconds);
    try {
      work();
    } catch (...) {
    }
    _exit(0);
  }
  int status = 0;
  while (waitpid(copy, &status, 0) < 0)
    if (errno != EINTR) return "";
  if (WIFEXITED(status))
    return WEXITSTATUS(status) ? fmt::format("status {}", WEXITSTATUS(status)) : "";
  if (WTERMSIG(status) == SIGXCPU) return fmt::format("no end after {} s", most_cpu_seconds);
  return fmt::format("signal {}", WTERMSIG(status));
}

}  // namespace lnz
