#include "io/input_file.hpp"

#include "core/memory.hpp"
#include "io/damaged_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace lnz {
namespace {

class Descriptor {
 public:
  explicit Descriptor(std::string const& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  int operator*() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void refuse_unreadable(std::string const& path) {
  throw ConfigError(fmt::format("{} cannot be read ({}); check the path and its permissions", path,
                                std::strerror(errno)));
}

}  // namespace

std::size_t input_size(std::string const& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      throw ConfigError(fmt::format("{} does not exist (no such file); check the path", path));
    refuse_unreadable(path);
  }
  if (S_ISDIR(info.st_mode))
    throw ConfigError(fmt::format("{} is a directory (a file is needed); name a file in it", path));
  if (!S_ISREG(info.st_mode))
    throw ConfigError(fmt::format(
        "{} is a device or pipe (a file is needed); write its contents to a file", path));
  if (access(path.c_str(), R_OK) != 0) refuse_unreadable(path);
  if (info.st_size == 0)
    throw DamagedFile(fmt::format("{} is empty (0 bytes); make or copy it again", path),
                      "it is empty");
  return static_cast<std::size_t>(info.st_size);
}

std::string read_input(std::string const& path, std::size_t most) {
  input_size(path);  // refuses what open() might wait for
  Descriptor const file(path);
  struct stat info {};  // of the file that is open: another may take its name at any time
  if (*file < 0 || fstat(*file, &info) != 0) refuse_unreadable(path);
  std::size_t const size = std::min(static_cast<std::size_t>(info.st_size), most);
  require_memory(static_cast<double>(size), path, "use a machine with more, or fewer data");
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    ssize_t const n = read(*file, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) refuse_unreadable(path);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace lnz
