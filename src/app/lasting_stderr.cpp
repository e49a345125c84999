#include "app/lasting_stderr.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace lnz {
namespace {

constexpr int kPatience = 1000;  ///< ms, for a reader of a pipe that does not block

bool waits() {
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  return poll(&room, 1, kPatience) == 1 && (room.revents & POLLOUT) != 0;
}

ssize_t write_or_lose(void*, char const* bytes, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    ssize_t const n = write(STDERR_FILENO, bytes + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN && waits()) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return static_cast<ssize_t>(count);
}

}  // namespace

void let_stderr_lose_lines() {
  FILE* const stream = fopencookie(nullptr, "w", {nullptr, write_or_lose, nullptr, nullptr});
  if (!stream) return;
  std::setvbuf(stream, nullptr, _IONBF, 0);
  stderr = stream;
}

}  // namespace lnz
