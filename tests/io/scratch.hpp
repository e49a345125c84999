#pragma once

#include "lnz/error.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace lnz::test {

/// A directory for one test, removed with all in it at the end.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lnz-test-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~Scratch() { std::filesystem::remove_all(directory_); }
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;

  std::string path(std::string const& name) const { return directory_ + "/" + name; }

  /// Writes the bytes and returns the path.
  std::string file(std::string const& name, std::string_view bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

 private:
  std::string directory_;
};

inline std::string bytes_of(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string fixture(std::string const& name) {
  return std::string(LNZ_TEST_DATA) + "/io/" + name;
}

/// The one-line message of the ConfigError that `work` must throw.
template <class Work>
std::string complaint_of(Work const& work) {
  try {
    work();
  } catch (ConfigError const& error) {
    std::string const message = error.what();
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.find("; ") != std::string::npos);
    return message;
  }
  FAIL("nothing was refused");
  return {};
}

}  // namespace lnz::test
