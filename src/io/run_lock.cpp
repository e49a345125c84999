#include "io/run_lock.hpp"

#include "io/atomic_file.hpp"
#include "io/lock_owner.hpp"
#include "io/uninterrupted.hpp"
#include "lnz/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

namespace lnz {
namespace {

using std::chrono::milliseconds;

/// Between looks at a lock that another process is taking over.
constexpr milliseconds kRetry{10};

std::string text_of(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void refuse(std::string const& path, std::string const& what) {
  throw ConfigError(
      fmt::format("{} cannot be {} ({}); give another --output", path, what, std::strerror(errno)));
}

/// Makes the file with this text. Returns its descriptor; -1 if there is such a file.
int made(std::string const& path, std::string const& text) {
  int const fd = uninterrupted(
      [&] { return open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644); });
  if (fd < 0 && errno == EEXIST) return -1;
  if (fd < 0) refuse(path, "written");
  std::string_view rest = text;
  while (!rest.empty()) {
    ssize_t const n = write(fd, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) errno = ENOSPC;
    if (n <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  if (rest.empty()) return fd;
  int const reason = errno;
  close(fd);
  unlink(path.c_str());
  errno = reason;
  refuse(path, "written");
}

/// When the file was last touched, by the clock of its file system; 0 if there is none.
milliseconds touched(std::string const& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return milliseconds(0);
  return milliseconds(info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000);
}

/// The time by the clock of the file system: clocks of machines differ.
milliseconds file_system_time(std::string const& probe) {
  close(open(probe.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  milliseconds const now = touched(probe);
  unlink(probe.c_str());
  return now;
}

void replace(std::string const& path, std::string const& by) {
  if (std::rename(by.c_str(), path.c_str()) != 0) refuse(path, "replaced");
}

/// Where those who find this lock stale agree on one of them.
std::string successor_path(std::string const& path, std::string const& stale) {
  LockOwner const owner = owner_from_json(stale);
  return fmt::format("{}.after-{}-{}", path, owner.host, owner.process);
}

/// Makes the file at successor_path, with which this process alone may replace or remove the stale
/// lock. Returns its descriptor; -1 if another one has it, or if the lock is no longer this text.
int made_successor(std::string const& path, std::string const& stale, std::string const& self,
                   RunLock::Pace pace) {
  std::string const successor = successor_path(path, stale);
  int fd = made(successor, self);
  if (fd < 0) {
    // Its maker is at it, or was killed at it.
    std::string const text = text_of(successor), probe = fmt::format("{}-{}", successor, getpid());
    bool const left = file_system_time(probe) - touched(successor) > pace.silence;
    if (!is_dead(owner_from_json(text)) && !left) return -1;
    fd = made_successor(successor, text, self, pace);
    if (fd < 0) return -1;
    replace(successor, successor_path(successor, text));
  }
  if (text_of(path) == stale) return fd;
  unlink(successor.c_str());
  close(fd);
  return -1;
}

/// Replaces the stale lock by this process'. Returns its descriptor, or -1 as above.
int taken_over(std::string const& path, std::string const& stale, std::string const& self,
               RunLock::Pace pace) {
  int const fd = made_successor(path, stale, self, pace);
  if (fd >= 0) replace(path, successor_path(path, stale));
  return fd;
}

enum class Sign { alive, dead, none_yet };

/// Looks at a lock until it is clear whether its owner lives.
class Watch {
 public:
  Watch(std::string path, std::string probe, RunLock::Pace pace)
      : path_(std::move(path)), probe_(std::move(probe)), pace_(pace) {}

  Sign look(std::string const& text) {
    milliseconds const touch = touched(path_), now = file_system_time(probe_);
    if (text != text_) text_ = text, first_touch_ = touch, since_ = now;
    LockOwner const owner = owner_from_json(text);
    if (is_dead(owner)) return Sign::dead;
    if (is_here(owner) || touch != first_touch_) return Sign::alive;
    if (text.empty()) {
      // Its maker was killed before it wrote its name, or is slow: then require_held stops it.
      left_ = pace_.beat - (now - touch);
      return left_ < milliseconds(0) ? Sign::dead : Sign::none_yet;
    }
    // A file system that hung for long shows old times until its clients have caught up.
    bool const watched_enough = now - since_ > 3 * pace_.beat;
    left_ = std::max(pace_.silence - (now - touch), 3 * pace_.beat - (now - since_));
    return watched_enough && now - touch > pace_.silence ? Sign::dead : Sign::none_yet;
  }

  double seconds_left() const { return 1e-3 * static_cast<double>(left_.count()); }

 private:
  std::string path_, probe_;
  std::optional<std::string> text_;
  RunLock::Pace pace_;
  milliseconds first_touch_{}, since_{}, left_{};
};

}  // namespace

RunLock::RunLock(std::string const& run_path, std::function<void(std::string const&)> const& say,
                 Pace pace)
    : run_path_(run_path), path_(target_of(run_path) + ".lock"), owner_(to_json(this_process())) {
  LockOwner const self = this_process();
  Watch watch(path_, fmt::format("{}.{}-{}", path_, self.host, self.process), pace);
  std::optional<std::string> met;
  bool waits = false;
  while (fd_ < 0 && (fd_ = made(path_, owner_)) < 0) {
    std::string const text = text_of(path_), who = description(owner_from_json(text));
    switch (watch.look(text)) {
      case Sign::alive:
        throw ConfigError(fmt::format(
            "{} is being written ({}); wait for it, give another --output, or remove {} if that "
            "process is gone",
            run_path, who, path_));
      case Sign::dead:
        fd_ = taken_over(path_, text, owner_, pace);
        if (fd_ >= 0)
          say(fmt::format("takes {} over, whose owner is gone ({})", path_, who));
        else
          std::this_thread::sleep_for(kRetry);
        break;
      case Sign::none_yet:
        if (std::exchange(met, text) == text && !std::exchange(waits, true))
          say(
              fmt::format("{} is locked ({}); waits up to {:.0f} s for a sign of life, or remove "
                          "{} if that process is gone",
                          run_path, who, watch.seconds_left(), path_));
        std::this_thread::sleep_for(pace.beat / 5);
    }
  }
  heart_ = std::jthread([this, pace](std::stop_token const& stop) { beat(stop, pace.beat); });
}

RunLock::~RunLock() {
  heart_.request_stop();
  heart_.join();
  close(fd_);
  if (text_of(path_) == owner_) unlink(path_.c_str());
}

void RunLock::beat(std::stop_token const& stop, milliseconds every) {
  std::mutex mutex;
  std::unique_lock hold(mutex);
  while (!woken_.wait_for(hold, stop, every, [&] { return stop.stop_requested(); }))
    futimens(fd_, nullptr);
}

void RunLock::require_held() const {
  // Who removed the lock by hand wanted this job to have it, or the file system is silent.
  std::string const text = text_of(path_);
  if (text.empty() || text == owner_) return;
  throw ConfigError(fmt::format(
      "{} is another job's now ({}; this process was silent for too long); look at its output",
      run_path_, description(owner_from_json(text))));
}

void remove_left_lock(std::string const& run_path, RunLock::Pace pace) {
  std::string const path = target_of(run_path) + ".lock", text = text_of(path);
  if (touched(path) == milliseconds(0)) return;
  LockOwner const self = this_process(), owner = owner_from_json(text);
  std::string const probe = fmt::format("{}.{}-{}", path, self.host, self.process);
  bool const silent = !is_here(owner) && file_system_time(probe) - touched(path) > pace.silence;
  if (!is_dead(owner) && !silent) return;
  try {
    int const fd = made_successor(path, text, to_json(self), pace);
    if (fd < 0) return;
    unlink(path.c_str());
    unlink(successor_path(path, text).c_str());
    close(fd);
  } catch (ConfigError const&) {  // a directory that may only be read keeps it
  }
}

}  // namespace lnz
