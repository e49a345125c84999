/* Preloaded into a program: the n-th call on files below one directory kills it or fails.
 *
 *   FAULT_BELOW=DIRECTORY       absolute; only calls on it and on what is in it count
 *   FAULT_AT=CALL:N[+]:ACTION   CALL  open, read, write, fsync, close, rename, link, unlink, or any
 * of them N     1, 2, ...: which of these calls; with + every one from there on ACTION  kill
 * (before the call), torn (half of the write, then kill), short (half of the write), or the name of
 * an errno FAULT_NOTE=FILE             outside that directory; a line is added for every fault
 *
 * Copies of the process that fork() makes are left alone. close() fails after closing, as on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { kUnarmed = 0, kKill = -1, kTorn = -2, kShort = -3 }; /* other actions: a positive errno */

static char below[4096], call_wanted[16];
static long first, count;
static int all_after, action;
static pid_t owner;

static int action_named(char const* name) {
  static struct {
    char const* name;
    int action;
  } const known[] = {{"kill", kKill},    {"torn", kTorn},    {"short", kShort}, {"EIO", EIO},
                     {"ENOSPC", ENOSPC}, {"EINTR", EINTR},   {"EROFS", EROFS},  {"EACCES", EACCES},
                     {"EDQUOT", EDQUOT}, {"ESTALE", ESTALE}, {"EPERM", EPERM}};
  for (size_t i = 0; i < sizeof known / sizeof *known; ++i)
    if (strcmp(name, known[i].name) == 0) return known[i].action;
  fprintf(stderr, "fault_at_call: no action '%s'\n", name);
  abort();
}

__attribute__((constructor)) static void arm(void) {
  char const *at = getenv("FAULT_AT"), *where = getenv("FAULT_BELOW");
  char plus[2] = "", name[16];
  if (at == NULL || where == NULL) return;
  if (sscanf(at, "%15[a-z]:%ld%1[+]:%15s", call_wanted, &first, plus, name) != 4 &&
      sscanf(at, "%15[a-z]:%ld:%15s", call_wanted, &first, name) != 3) {
    fprintf(stderr, "fault_at_call: FAULT_AT=%s\n", at);
    abort();
  }
  all_after = plus[0] == '+';
  snprintf(below, sizeof below, "%s", where);
  owner = getpid();
  action = action_named(name);
}

static int is_below(char const* path) {
  size_t const n = strlen(below);
  return strncmp(path, below, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static int is_open_below(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t const n = readlink(link, path, sizeof path - 1);
  if (n < 0) return 0;
  path[n] = '\0';
  return is_below(path);
}

static void note(char const* call, long n) {
  char const* const path = getenv("FAULT_NOTE");
  char line[64];
  int const length = snprintf(line, sizeof line, "%s %ld\n", call, n);
  int const fd =
      path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (fd < 0) abort(); /* a fault that nobody hears of would pass for none */
  syscall(SYS_write, fd, line, (size_t)length);
  syscall(SYS_close, fd);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* What to do about a call that is ours: kUnarmed, an errno, kTorn or kShort. */
static int fault_of(char const* call, int ours) {
  if (action == kUnarmed || !ours || getpid() != owner) return kUnarmed;
  if (strcmp(call_wanted, "any") != 0 && strcmp(call_wanted, call) != 0) return kUnarmed;
  long const n = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
  if (n != first && !(all_after && n > first)) return kUnarmed;
  note(call, n);
  if (action == kKill || (action == kTorn && strcmp(call, "write") != 0)) die();
  if (action == kShort && strcmp(call, "write") != 0) return kUnarmed;
  return action;
}

/* The calls themselves: straight to the kernel. */

#define FAIL_IF_ASKED(call, ours)         \
  int const fault = fault_of(call, ours); \
  if (fault > 0) {                        \
    errno = fault;                        \
    return -1;                            \
  }

int open(char const* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t const mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  FAIL_IF_ASKED("open", is_below(path))
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t read(int fd, void* bytes, size_t size) {
  FAIL_IF_ASKED("read", is_open_below(fd))
  return syscall(SYS_read, fd, bytes, size);
}

ssize_t pread(int fd, void* bytes, size_t size, off_t at) {
  FAIL_IF_ASKED("read", is_open_below(fd))
  return syscall(SYS_pread64, fd, bytes, size, at);
}

ssize_t write(int fd, void const* bytes, size_t size) {
  FAIL_IF_ASKED("write", is_open_below(fd))
  ssize_t const done =
      syscall(SYS_write, fd, bytes, fault != kUnarmed && size > 1 ? size / 2 : size);
  if (fault == kTorn) die();
  return done;
}

/* What MPI-IO writes with. It takes short and interrupted ones for failures, as no local file system
 * makes them: those two do not befall it. */
static int fault_of_mpi_io(int fd) {
  return fault_of("write", action != kShort && action != EINTR && is_open_below(fd));
}

ssize_t pwrite(int fd, void const* bytes, size_t size, off_t at) {
  int const fault = fault_of_mpi_io(fd);
  if (fault > 0) {
    errno = fault;
    return -1;
  }
  ssize_t const done = syscall(SYS_pwrite64, fd, bytes, fault == kTorn ? size / 2 : size, at);
  if (fault == kTorn) die();
  return done;
}

ssize_t pwritev(int fd, struct iovec const* parts, int count, off_t at) {
  int const fault = fault_of_mpi_io(fd);
  if (fault > 0) {
    errno = fault;
    return -1;
  }
  if (fault == kTorn) {
    syscall(SYS_pwrite64, fd, parts[0].iov_base, parts[0].iov_len / 2, at);
    die();
  }
  return syscall(SYS_pwritev, fd, parts, (unsigned long)count, (unsigned long)at, 0ul);
}

int fsync(int fd) {
  FAIL_IF_ASKED("fsync", is_open_below(fd))
  return (int)syscall(SYS_fsync, fd);
}

int close(int fd) {
  int const fault = fault_of("close", is_open_below(fd)), status = (int)syscall(SYS_close, fd);
  if (fault <= 0) return status;
  errno = fault;
  return -1;
}

int rename(char const* from, char const* to) {
  FAIL_IF_ASKED("rename", is_below(from) || is_below(to))
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(char const* from, char const* to) {
  /* What the kernel finds first, whatever the file system can do. */
  int const is_there = access(from, F_OK) == 0;
  FAIL_IF_ASKED("link", is_there && (is_below(from) || is_below(to)))
  return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(char const* path) {
  FAIL_IF_ASKED("unlink", is_below(path))
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
