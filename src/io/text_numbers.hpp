#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lnz {

/// One line of a text of numbers, cut at commas, semicolons, tabs and spaces.
struct TextLine {
  std::string where;                    ///< "FILE:LINE", for messages
  std::vector<std::string_view> words;  ///< at least one
};

/// Walks the lines of a text; blank lines and what follows a # are left out.
class TextLines {
 public:
  /// `text` must outlive the lines taken from it.
  TextLines(std::string_view text, std::string source);
  std::optional<TextLine> next();

 private:
  std::string_view rest_;
  std::string source_;
  std::size_t line_ = 0;
};

/// The whole word as a number; nullopt if it is not one. "nan" and "inf" are numbers here.
std::optional<double> as_real(std::string_view word);
std::optional<std::uint64_t> as_count(std::string_view word);

/// The word in quotes as a message may show it: printable, at most 24 characters.
std::string in_quotes(std::string_view word);

}  // namespace lnz
