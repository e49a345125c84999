#include "core/memory.hpp"

#include "lnz/error.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>

namespace lnz {
namespace {

std::size_t physical_memory() {
  return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// The number in a file; SIZE_MAX if there is none ("max").
std::size_t number_in(std::string const& path) {
  std::size_t bytes = 0;
  return std::ifstream(path) >> bytes ? bytes : SIZE_MAX;
}

/// The least limit of a control group and those around it.
std::size_t limit_of_group(std::string const& root, std::string path, std::string const& file) {
  std::size_t least = number_in(root + "/" + file);
  for (; path.size() > 1; path.erase(path.rfind('/')))
    least = std::min(least, number_in(root + path + "/" + file));
  return least;
}

/// Of both versions of control groups; proc(5), lines `ID:CONTROLLERS:PATH`.
std::size_t control_group_limit() {
  std::size_t least = SIZE_MAX;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    std::size_t const first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos || line[second + 1] != '/') continue;
    std::string const controllers = line.substr(first + 1, second - first - 1);
    std::string const path = line.substr(second + 1);
    if (controllers.empty())
      least = std::min(least, limit_of_group("/sys/fs/cgroup", path, "memory.max"));
    if (controllers == "memory")
      least =
          std::min(least, limit_of_group("/sys/fs/cgroup/memory", path, "memory.limit_in_bytes"));
  }
  return least;
}

std::size_t process_limit(__rlimit_resource resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  return limit.rlim_cur;
}

std::string gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g GB", bytes / 1e9);
  return text;
}

}  // namespace

std::size_t memory_limit() {
  static std::size_t const machine = std::min(physical_memory(), control_group_limit());
  return std::min({machine, process_limit(RLIMIT_AS), process_limit(RLIMIT_DATA)});
}

void require_memory(double bytes, std::string const& what, std::string const& advice) {
  auto const limit = static_cast<double>(memory_limit());
  if (!(bytes <= limit))
    throw ConfigError(what + " takes " + gigabytes(bytes) + " of memory (there are " +
                      gigabytes(limit) + "); " + advice);
}

}  // namespace lnz
