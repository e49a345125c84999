#include "io/atomic_file.hpp"

#include "io/uninterrupted.hpp"
#include "lnz/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace lnz {
namespace {

namespace fs = std::filesystem;

std::string_view advice_on(int reason) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
      return "free space";
    case EFBIG:
      return "raise the limit of file sizes (ulimit -f)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "make its directory writable";
    default:
      return "see to its file system";
  }
}

[[noreturn]] void fail(std::string const& path, char const* what) {
  throw StorageError(fmt::format("{} cannot be written ({}: {}); {} and run the same command again",
                                 path, what, std::strerror(errno), advice_on(errno)));
}

/// A file being written; removed again unless `keep` is reached.
class Draft {
 public:
  Draft(std::string path, std::string const& target)
      : path_(std::move(path)), target_(target), fd_(uninterrupted([&] {
          return open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        })) {
    if (fd_ < 0) fail(target_, path_.c_str());
  }
  ~Draft() {
    if (fd_ >= 0) close(fd_);
    if (!kept_) unlink(path_.c_str());
  }
  Draft(Draft const&) = delete;
  Draft& operator=(Draft const&) = delete;

  void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t const n = ::write(fd_, bytes.data(), std::min<std::size_t>(bytes.size(), 1u << 30));
      if (n < 0 && errno == EINTR) continue;
      if (n == 0) errno = ENOSPC;
      if (n <= 0) fail(target_, "write");
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  void sync() {
    if (uninterrupted([&] { return fsync(fd_); }) != 0) fail(target_, "fsync");
  }

  void close_file() {
    int const fd = fd_;
    fd_ = -1;
    // Some network file systems report a full disk only here; an interrupted close has closed.
    if (close(fd) != 0 && errno != EINTR) fail(target_, "close");
  }

  /// A file system that cannot claim space will say when it is full.
  void claim(std::size_t bytes) {
    if (fallocate(fd_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0) return;
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) fail(target_, "fallocate");
  }

  void keep() { kept_ = true; }

  void become_target() {
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail(target_, "rename");
    kept_ = true;
  }

 private:
  std::string path_;
  std::string const& target_;
  int fd_;
  bool kept_ = false;
};

void keep_as_previous(std::string const& path) {
  std::string const previous = previous_of(path), link_name = previous + ".tmp";
  unlink(link_name.c_str());
  if (link(path.c_str(), link_name.c_str()) != 0) {
    if (errno == ENOENT) return;
    if (std::rename(path.c_str(), previous.c_str()) != 0) fail(path, "rename to .prev");
    return;
  }
  int const status = std::rename(link_name.c_str(), previous.c_str());
  int const reason = errno;
  // rename() leaves both names if they already are the same file.
  unlink(link_name.c_str());
  errno = reason;
  if (status != 0) fail(path, "rename to .prev");
}

void require_regular(std::string const& path, std::string const& target) {
  std::error_code error;
  fs::file_status const status = fs::status(target, error);
  if (fs::exists(status) && !fs::is_regular_file(status))
    throw ConfigError(fmt::format("{} cannot be written (it is a {}); name a file", path,
                                  fs::is_directory(status) ? "directory" : "device or pipe"));
}

/// Makes the rename itself survive a power cut; file systems that cannot are left alone.
void sync_directory_of(std::string const& path) {
  std::string const directory = fs::path(path).parent_path().string();
  int const fd =
      open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

std::string target_of(std::string const& path) {
  constexpr int kMostLinks = 40;  // as many as Linux follows
  fs::path target = path;
  std::error_code error;
  for (int i = 0; i < kMostLinks && fs::is_symlink(target, error); ++i)
    target = target.parent_path() / fs::read_symlink(target, error);
  return target.string();
}

std::string previous_of(std::string const& path) { return target_of(path) + ".prev"; }

void check_writable(std::string const& path) {
  std::string const target = target_of(path), trial = draft_of(path);
  require_regular(path, target);
  // A draft that is there may be another job's at this moment.
  bool const was_there = fs::exists(trial);
  int const fd =
      uninterrupted([&] { return open(trial.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666); });
  if (fd < 0)
    throw ConfigError(fmt::format("{} cannot be written ({}); give another --output", path,
                                  std::strerror(errno)));
  close(fd);
  if (!was_there) unlink(trial.c_str());
}

void replace_file(std::string const& path, std::string_view bytes, bool keep_previous) {
  std::string const target = target_of(path);
  require_regular(path, target);
  Draft draft(draft_of(path), target);
  draft.write_all(bytes);
  draft.sync();
  draft.close_file();
  if (keep_previous) keep_as_previous(target);
  draft.become_target();
  sync_directory_of(target);
}

std::string draft_of(std::string const& path) { return target_of(path) + ".tmp"; }

void begin_draft(std::string const& path, std::string_view bytes, std::size_t room) {
  std::string const target = target_of(path);
  require_regular(path, target);
  Draft draft(draft_of(path), target);
  draft.write_all(bytes);
  draft.claim(bytes.size() + room);
  draft.close_file();
  draft.keep();
}

void sync_draft(std::string const& path) {
  std::string const target = target_of(path), draft = draft_of(path);
  int const fd = uninterrupted([&] { return open(draft.c_str(), O_RDWR | O_CLOEXEC); });
  if (fd < 0) fail(target, draft.c_str());
  bool const synced = uninterrupted([&] { return fsync(fd); }) == 0;
  int const reason = errno;
  close(fd);
  errno = reason;
  if (!synced) fail(target, "fsync");
}

void adopt_draft(std::string const& path, bool keep_previous) {
  std::string const target = target_of(path);
  if (keep_previous) keep_as_previous(target);
  if (std::rename(draft_of(path).c_str(), target.c_str()) != 0) fail(target, "rename");
  sync_directory_of(target);
}

void discard_draft(std::string const& path) { unlink(draft_of(path).c_str()); }

void replace_file_unsynced(std::string const& path, std::string_view bytes) {
  std::string const target = target_of(path);
  require_regular(path, target);
  Draft draft(draft_of(path), target);
  draft.write_all(bytes);
  draft.close_file();
  draft.become_target();
}

void remove_remains(std::string const& path) {
  std::string const previous = previous_of(path);
  for (std::string const& name : {previous, draft_of(path), previous + ".tmp"})
    unlink(name.c_str());
}

}  // namespace lnz
