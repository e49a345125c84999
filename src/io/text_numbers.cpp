#include "io/text_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lnz {
namespace {

constexpr std::string_view kSeparators = ",; \t\r\v\f";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

template <class T>
std::optional<T> parsed(std::string_view word) {
  T value{};
  auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return {};
  return value;
}

/// Words between separators. Two commas in a row have an empty word between them, two spaces not.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  bool after_mark = false;
  while (!line.empty()) {
    std::size_t const n = std::min(line.find_first_of(kSeparators), line.size());
    bool const at_mark = n < line.size() && (line[n] == ',' || line[n] == ';');
    if (n > 0 || (at_mark && (after_mark || words.empty()))) words.push_back(line.substr(0, n));
    if (n > 0 || at_mark) after_mark = at_mark;
    line.remove_prefix(std::min(n + 1, line.size()));
  }
  return words;
}

}  // namespace

TextLines::TextLines(std::string_view text, std::string source)
    : rest_(text), source_(std::move(source)) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

std::optional<TextLine> TextLines::next() {
  while (!rest_.empty()) {
    std::size_t const end = std::min(rest_.find('\n'), rest_.size());
    std::string_view const line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    auto words = words_of(line.substr(0, line.find('#')));
    if (!words.empty()) return TextLine{fmt::format("{}:{}", source_, line_), std::move(words)};
  }
  return {};
}

std::optional<double> as_real(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  return parsed<double>(word);
}

std::optional<std::uint64_t> as_count(std::string_view word) { return parsed<std::uint64_t>(word); }

std::string in_quotes(std::string_view word) {
  constexpr std::size_t kLongest = 24;
  std::string shown(word.substr(0, kLongest));
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return "'" + shown + (word.size() > kLongest ? "...'" : "'");
}

}  // namespace lnz
