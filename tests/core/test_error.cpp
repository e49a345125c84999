#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace lnz;

TEST_CASE("an error of the user's is one line whatever a name in it holds") {
  std::string const what = ConfigError(std::string("a\nb\tc\x7f\0d \xce\xb2; e", 14)).what();
  CHECK(what == "a?b?c??d \xce\xb2; e");
}

TEST_CASE("a long name does not push out what to do") {
  std::string const whole = "model " + std::string(1989, 'n') + "; ok";
  REQUIRE(whole.size() == 1999);
  CHECK(ConfigError(whole).what() == whole);
  std::string const cut =
      ConfigError("model " + std::string(100'000, 'n') + " (why); shorten it").what();
  CHECK(cut.size() == 2000);
  CHECK(cut.starts_with("model nnn"));
  CHECK(cut.find("nnn ... nnn") == 1495 - 3);
  CHECK(cut.ends_with("nnn (why); shorten it"));
}
