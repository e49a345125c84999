#include "io/csv.hpp"

#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lnz {

Array read_csv(std::string_view text, std::string const& what) {
  TextLines lines(text, what);
  std::vector<double> values;
  std::size_t rows = 0, columns = 0;
  for (bool first = true; auto const line = lines.next(); first = false) {
    bool const names = first && std::ranges::none_of(line->words, [](auto word) {
                         return as_real(word).has_value();
                       });
    if (names) continue;
    if (rows == 0) columns = line->words.size();
    if (line->words.size() != columns)
      throw ConfigError(
          fmt::format("{} has {} numbers (the first line has {}); make all lines equal",
                      line->where, line->words.size(), columns));
    for (std::string_view const word : line->words) {
      auto const value = as_real(word);
      if (!value)
        throw ConfigError(
            fmt::format("{} has {} (not a number); correct it", line->where, in_quotes(word)));
      values.push_back(*value);
    }
    ++rows;
  }
  return {{rows, columns}, std::move(values)};
}

}  // namespace lnz
