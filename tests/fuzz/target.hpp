#pragma once

#include "lnz/error.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// A fuzz target: any bytes at all must end in a value or a ConfigError of one line.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace lnz::fuzz {

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
  return {reinterpret_cast<char const*>(data), size};
}

inline void require(bool holds, char const* what, std::string_view shown) {
  if (holds) return;
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(shown.size()), shown.data());
  std::abort();
}

/// Anything but a return or a ConfigError that a user can read ends the program.
template <class Work>
void read_or_refuse(Work const& work) {
  constexpr std::size_t kLongestLine = 2000;
  try {
    work();
  } catch (ConfigError const& error) {
    std::string_view const message = error.what();
    for (unsigned char const c : message)
      require(c >= ' ' && c != 127, "not one line of text", message);
    require(message.size() <= kLongestLine, "too long a line", message);
    require(message.find("; ") != message.npos, "says not what to do", message);
  }
}

}  // namespace lnz::fuzz
