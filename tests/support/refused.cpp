#include "support/refused.hpp"

#include "lnz/error.hpp"

#include <catch2/catch.hpp>

namespace lnz {

std::string refused(std::function<void()> const& work) {
  try {
    work();
  } catch (ConfigError const& error) {
    std::string const message = error.what();
    INFO(message);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.find(';') != std::string::npos);
    return message;
  }
  FAIL("nothing was refused");
  return "";
}

}  // namespace lnz
