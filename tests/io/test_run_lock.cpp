#include "io/lock_owner.hpp"
#include "io/run_lock.hpp"
#include "scratch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <vector>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr RunLock::Pace kQuick{20ms, 400ms};

/// Takes the lock of run.h5 and gives it back; what was said meanwhile.
std::string said_on_taking(Scratch const& scratch) {
  std::string said;
  RunLock const lock(
      scratch.path("run.h5"), [&](std::string const& line) { said += line; }, kQuick);
  return said;
}

std::string refusal(Scratch const& scratch) {
  return complaint_of([&] { said_on_taking(scratch); });
}

LockOwner elsewhere() {
  LockOwner owner = this_process();
  owner.machine = "another boot pid:[1]";
  owner.host = "node7";
  owner.job = "17";
  return owner;
}

void lock_by(Scratch const& scratch, LockOwner const& owner) {
  scratch.file("run.h5.lock", to_json(owner));
}

/// A child that takes the lock and keeps it; its process number.
pid_t holder(Scratch const& scratch) {
  pid_t const child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    RunLock const lock(
        scratch.path("run.h5"), [](std::string const&) {}, kQuick);
    for (;;) pause();
  }
  while (!fs::exists(scratch.path("run.h5.lock")) || bytes_of(scratch.path("run.h5.lock")).empty())
    usleep(1000);
  return child;
}

/// For one variable of the environment, as long as it lives.
class Variable {
 public:
  Variable(char const* name, char const* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }

 private:
  char const* name_;
};

}  // namespace

TEST_CASE("a lock is there while it is held, names its owner, and is gone afterwards") {
  Scratch const scratch;
  {
    RunLock const lock(
        scratch.path("run.h5"), [](std::string const&) {}, kQuick);
    LockOwner const owner = owner_from_json(bytes_of(scratch.path("run.h5.lock")));
    CHECK(owner.process == getpid());
    CHECK(owner.machine == this_process().machine);
    CHECK_FALSE(owner.host.empty());
    CHECK_THAT(refusal(scratch), Contains("being written") && Contains(std::to_string(getpid())) &&
                                     Contains(owner.host) && Contains("run.h5.lock"));
    lock.require_held();
  }
  CHECK(fs::is_empty(scratch.path("")));
}

TEST_CASE("the heart beats: a lock held for long stays fresh") {
  Scratch const scratch;
  RunLock const lock(
      scratch.path("run.h5"), [](std::string const&) {}, kQuick);
  auto const before = fs::last_write_time(scratch.path("run.h5.lock"));
  usleep(200'000);
  CHECK(fs::last_write_time(scratch.path("run.h5.lock")) - before > 100ms);
}

TEST_CASE("a killed owner's lock is taken over, be its process waited for or not") {
  Scratch const scratch;
  pid_t const child = holder(scratch);
  CHECK_THAT(refusal(scratch), Contains(std::to_string(child)));
  kill(child, SIGKILL);
  siginfo_t ended;
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);  // it stays a zombie
  CHECK_THAT(said_on_taking(scratch), Contains("takes") && Contains(std::to_string(child)));

  waitpid(child, nullptr, 0);
  LockOwner gone = this_process();
  gone.process = child;
  lock_by(scratch, gone);
  CHECK_THAT(said_on_taking(scratch), Contains("takes"));
  CHECK(fs::is_empty(scratch.path("")));
}

TEST_CASE("a process that got the number of a dead owner is not taken for it") {
  Scratch const scratch;
  LockOwner other = this_process();
  lock_by(scratch, other);
  refusal(scratch);
  other.started += 1;
  lock_by(scratch, other);
  CHECK_THAT(said_on_taking(scratch), Contains("takes"));
}

TEST_CASE(
    "an owner elsewhere that is silent for long is given up, after a wait that is announced") {
  Scratch const scratch;
  lock_by(scratch, elsewhere());
  auto const start = std::chrono::steady_clock::now();
  std::string const said = said_on_taking(scratch);
  CHECK(std::chrono::steady_clock::now() - start > kQuick.silence - 50ms);
  CHECK_THAT(said, Contains("waits") && Contains("node7, job 17") && Contains("takes"));
}

TEST_CASE("a lock whose owner could not write its name is given up after a beat") {
  Scratch const scratch;
  scratch.file("run.h5.lock", "");
  auto const start = std::chrono::steady_clock::now();
  CHECK_THAT(said_on_taking(scratch), Contains("waits") && Contains("no name"));
  CHECK(std::chrono::steady_clock::now() - start > kQuick.beat - 50ms);
  CHECK(std::chrono::steady_clock::now() - start < kQuick.silence);
}

TEST_CASE("an owner elsewhere that shows a sign of life keeps its lock, however old it looked") {
  Scratch const scratch;
  lock_by(scratch, elsewhere());
  std::string const path = scratch.path("run.h5.lock");
  fs::last_write_time(path, fs::file_time_type::clock::now() - 1h);
  std::jthread const heart([&](std::stop_token const& stop) {
    usleep(30'000);
    while (!stop.stop_requested()) {
      fs::last_write_time(path, fs::file_time_type::clock::now());
      usleep(10'000);
    }
  });
  CHECK_THAT(refusal(scratch), Contains("being written") && Contains("node7"));
}

TEST_CASE("a job that SLURM restarted takes its own lock over at once") {
  Scratch const scratch;
  Variable const job("SLURM_JOB_ID", "17");
  auto const quick = [&] {
    auto const start = std::chrono::steady_clock::now();
    said_on_taking(scratch);
    return std::chrono::steady_clock::now() - start < kQuick.silence / 2;
  };
  LockOwner const before = elsewhere();
  lock_by(scratch, before);
  CHECK_FALSE(quick());  // another step of the same job may live
  Variable const restarted("SLURM_RESTART_COUNT", "1");
  lock_by(scratch, before);
  CHECK(quick());
}

TEST_CASE("who has lost the lock learns it, and leaves the new owner's alone") {
  Scratch const scratch;
  {
    RunLock const lock(
        scratch.path("run.h5"), [](std::string const&) {}, kQuick);
    lock_by(scratch, elsewhere());
    CHECK_THAT(complaint_of([&] { lock.require_held(); }), Contains("node7"));
  }
  CHECK(owner_from_json(bytes_of(scratch.path("run.h5.lock"))).host == "node7");
}

TEST_CASE("a lock that was removed by hand stops nobody") {
  Scratch const scratch;
  RunLock const lock(
      scratch.path("run.h5"), [](std::string const&) {}, kQuick);
  fs::remove(scratch.path("run.h5.lock"));
  lock.require_held();
}

TEST_CASE("of many that meet one stale lock, one gets it") {
  constexpr int kTakers = 6;
  for (int round = 0; round < 10; ++round) {
    Scratch const scratch;
    LockOwner gone = this_process();
    gone.started += 1;
    lock_by(scratch, gone);
    std::vector<pid_t> takers;
    for (int i = 0; i < kTakers; ++i) {
      takers.push_back(fork());
      if (takers.back() == 0) {
        bool took = false;
        try {
          RunLock const lock(
              scratch.path("run.h5"), [](std::string const&) {}, kQuick);
          took = true;
          usleep(500'000);  // until all others have looked
          lock.require_held();
          _exit(0);  // a winner, whose lock stays
        } catch (ConfigError const&) {
          _exit(took ? 3 : 2);
        }
      }
    }
    int winners = 0;
    for (pid_t const taker : takers) {
      int status = 0;
      waitpid(taker, &status, 0);
      REQUIRE(WIFEXITED(status));
      winners += WEXITSTATUS(status) == 0;
      CHECK(WEXITSTATUS(status) != 3);  // one that took it and lost it again
    }
    CHECK(winners == 1);
  }
}

TEST_CASE("who was killed while it took a lock over leaves it to the next") {
  Scratch const scratch;
  LockOwner gone = this_process();
  gone.started += 1;
  lock_by(scratch, gone);
  scratch.file("run.h5.lock.after-" + gone.host + "-" + std::to_string(gone.process),
               to_json(gone));
  CHECK_THAT(said_on_taking(scratch), Contains("takes"));
  CHECK(fs::is_empty(scratch.path(".")));
}

TEST_CASE("who is taking a lock over is waited for") {
  Scratch const scratch;
  LockOwner gone = this_process();
  gone.started += 1;
  lock_by(scratch, gone);
  std::string const successor =
      "run.h5.lock.after-" + gone.host + "-" + std::to_string(gone.process);
  scratch.file(successor, to_json(this_process()));
  std::jthread const other([&] {
    std::this_thread::sleep_for(100ms);
    fs::rename(scratch.path(successor), scratch.path("run.h5.lock"));
  });
  CHECK_THAT(refusal(scratch), Contains("is being written"));
}

TEST_CASE("a directory where nothing can be written is refused by name") {
  CHECK_THAT(
      complaint_of([] { RunLock const lock("/proc/self/run.h5", [](std::string const&) {}); }),
      Contains("/proc/self/run.h5.lock"));
}
