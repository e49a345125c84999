#include "io/h5_file.hpp"
#include "scratch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

using namespace lnz;
using namespace lnz::test;

TEST_CASE("writing a file elsewhere opens none in the working directory") {
  Scratch const scratch, elsewhere;
  for (char const* name : {"image", "memory", "lnz"}) scratch.file(name, "the user's");
  auto const before = std::filesystem::current_path();
  std::filesystem::current_path(scratch.path(""));
  int const watch = inotify_init1(IN_NONBLOCK);
  REQUIRE(inotify_add_watch(watch, ".", IN_OPEN) >= 0);
  Record record;
  record.set("x", {1, 2, 3});
  write_h5(elsewhere.path("r.h5"), record);
  char events[4096];
  ssize_t const heard = read(watch, events, sizeof events);
  CHECK(heard < 0);
  close(watch);
  std::filesystem::current_path(before);
}
