#include "lnz/error.hpp"

#include <algorithm>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kLongest = 2000, kLongestEnd = 500;

std::string one_line(std::string text) {
  constexpr std::string_view kGap = " ... ";
  if (text.size() > kLongest)
    text.replace(kLongest - kLongestEnd - kGap.size(), text.size() - kLongest + kGap.size(), kGap);
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return text;
}

}  // namespace

ConfigError::ConfigError(std::string message) : std::runtime_error(one_line(std::move(message))) {}

}  // namespace lnz
