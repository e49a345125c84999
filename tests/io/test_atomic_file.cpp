#include "io/atomic_file.hpp"
#include "io/h5_file.hpp"
#include "io/input_file.hpp"
#include "scratch.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// While it lives, no file can grow above this size: a full disk as far as write() can tell.
class FullDisk {
 public:
  explicit FullDisk(rlim_t most) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit const limit{most, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

Record record_of(double value) {
  Record r;
  r.set("x", std::vector<double>(20'000, value));
  r.attributes["@generation"] = value;
  return r;
}

double generation_in(std::string const& path) {
  Record const r = read_h5(path);
  auto const x = r.reals("x");
  CHECK(x == std::vector<double>(20'000, x[0]));
  CHECK(x[0] == r.number("@generation"));
  return x[0];
}

std::size_t files_in(Scratch const& scratch) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(scratch.path("")), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a full disk leaves the old file and no draft, and is named") {
  Scratch const scratch;
  std::string const path = scratch.path("run.h5");
  write_h5(path, record_of(1));
  {
    FullDisk const disk(1000);
    CHECK_THROWS_WITH(write_h5(path, record_of(2), true),
                      Contains("run.h5") && Contains("File too large"));
  }
  CHECK(generation_in(path) == 1);
  CHECK(files_in(scratch) == 1);
}

TEST_CASE("a draft that cannot be made leaves the old file") {
  Scratch const scratch;
  std::string const path = scratch.path("run.h5");
  write_h5(path, record_of(1));
  fs::create_directory(path + ".tmp");
  CHECK_THROWS_WITH(write_h5(path, record_of(2)), Contains("run.h5") && Contains("Is a directory"));
  CHECK(generation_in(path) == 1);
  CHECK(fs::is_directory(path + ".tmp"));
  CHECK_THROWS_WITH(write_h5(scratch.path("absent/run.h5"), record_of(2)),
                    Contains("absent/run.h5") && Contains("No such file"));
}

TEST_CASE("a directory or pipe is not replaced by a file") {
  Scratch const scratch;
  fs::create_directory(scratch.path("d"));
  REQUIRE(mkfifo(scratch.path("pipe").c_str(), 0600) == 0);
  CHECK_THAT(complaint_of([&] { replace_file(scratch.path("d"), "x", false); }),
             Contains("a directory"));
  CHECK_THAT(complaint_of([&] { replace_file(scratch.path("pipe"), "x", false); }),
             Contains("pipe"));
  CHECK(fs::is_fifo(scratch.path("pipe")));
}

TEST_CASE("asking whether a file can be written changes nothing") {
  Scratch const scratch;
  check_writable(scratch.path("new"));
  CHECK(files_in(scratch) == 0);
  std::string const path = scratch.file("run.h5", "old"),
                    draft = scratch.file("run.h5.tmp", "draft");
  check_writable(path);
  CHECK(bytes_of(path) == "old");
  CHECK(bytes_of(draft) == "draft");
  CHECK_THAT(complaint_of([&] { check_writable(scratch.path("absent/x")); }), Contains("absent/x"));
  CHECK_THAT(complaint_of([&] { check_writable(scratch.path("")); }), Contains("a directory"));
}

TEST_CASE("a symbolic link stays and its target is replaced") {
  Scratch const scratch;
  std::string const target = scratch.file("target", "old");
  fs::create_symlink("target", scratch.path("link"));
  replace_file(scratch.path("link"), "new", false);
  CHECK(fs::is_symlink(scratch.path("link")));
  CHECK(bytes_of(target) == "new");
}

TEST_CASE("what is written without fsync is whole or what was there before") {
  Scratch const scratch;
  std::string const path = scratch.file("status", "old");
  replace_file_unsynced(path, "new");
  CHECK(bytes_of(path) == "new");
  {
    FullDisk const disk(1000);
    CHECK_THROWS_WITH(replace_file_unsynced(path, std::string(2000, 'x')), Contains("status"));
  }
  CHECK(bytes_of(path) == "new");
  CHECK(files_in(scratch) == 1);
}

TEST_CASE("a file is read whole while others take its name") {
  Scratch const scratch;
  std::string const path = scratch.file("status", "1");
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::size_t i = 0; !done; ++i)
      replace_file_unsynced(path, std::string(i % 2 ? 1 : 5000, i % 2 ? '1' : '0'));
  });
  int broken = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string const bytes = read_input(path);
    broken += bytes != "1" && bytes != std::string(5000, '0');
  }
  done = true;
  writer.join();
  CHECK(broken == 0);
}

TEST_CASE("keep_previous keeps exactly the generation before") {
  Scratch const scratch;
  std::string const path = scratch.path("run.h5");
  for (int i = 0; i < 4; ++i) {
    replace_file(path, std::to_string(i), true);
    CHECK(bytes_of(path) == std::to_string(i));
    if (i > 0) CHECK(bytes_of(path + ".prev") == std::to_string(i - 1));
    CHECK(files_in(scratch) == (i > 0 ? 2u : 1u));
  }
}

TEST_CASE("a write goes on where one was killed between its steps") {
  Scratch const scratch;
  std::string const path = scratch.file("run.h5", "1");
  scratch.file("run.h5.tmp", "half of somethi");
  fs::create_hard_link(path, path + ".prev");
  fs::create_hard_link(path, path + ".prev.tmp");
  replace_file(path, "2", true);
  CHECK(bytes_of(path) == "2");
  CHECK(bytes_of(path + ".prev") == "1");
  CHECK(files_in(scratch) == 2);
}

TEST_CASE("with the generation before go the drafts of writers that were killed") {
  Scratch const scratch;
  std::string const path = scratch.file("run.h5", "2");
  for (char const* name : {"run.h5.prev", "run.h5.tmp", "run.h5.prev.tmp", "other"})
    scratch.file(name, "1");
  remove_remains(path);
  CHECK(bytes_of(path) == "2");
  CHECK(files_in(scratch) == 2);
}

TEST_CASE("a kill at any moment leaves a whole file of this or the last generation") {
  Scratch const scratch;
  std::string const path = scratch.path("run.h5");
  write_h5(path, record_of(0));
  for (int round = 0; round < 20; ++round) {
    pid_t const writer = fork();
    REQUIRE(writer >= 0);
    if (writer == 0) {
      for (double generation = 1;; ++generation) write_h5(path, record_of(generation), true);
    }
    usleep(static_cast<useconds_t>(2000 + 1700 * round));
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    double const now = generation_in(path);
    if (fs::exists(path + ".prev") && now > 0) CHECK(now - generation_in(path + ".prev") <= 1);
  }
}
