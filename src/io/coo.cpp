#include "io/coo.hpp"

#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace lnz {
namespace {

using Variables = QuadraticEnergy::Variables;

constexpr std::string_view kBlanks = " \t\f\v\r";
constexpr std::uint64_t kHighestId = std::numeric_limits<std::int32_t>::max();

/// The word after `key=` or `key:` in the first comment that has it.
std::optional<std::string_view> comment_value(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t const first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos || line[first] != '#') continue;
    std::size_t const at = line.find(key);
    if (at == std::string_view::npos) continue;
    line.remove_prefix(at + key.size());
    if (line.empty() || (line[0] != '=' && line[0] != ':')) continue;
    line.remove_prefix(1);
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    return line.substr(0, std::min(line.find_first_of(kBlanks), line.size()));
  }
  return {};
}

Variables variables_of(std::string_view text, std::string const& what) {
  auto const vartype = comment_value(text, "vartype");
  if (vartype == "BINARY") return Variables::bits;
  if (vartype == "SPIN") return Variables::spins;
  throw ConfigError(
      fmt::format("{} says {} about its variables (they are 0/1 or -1/+1); begin it with the line "
                  "# vartype=BINARY or # vartype=SPIN",
                  what, vartype ? "vartype=" + in_quotes(*vartype) : "nothing"));
}

struct Term {
  std::int64_t i, j;
  double value;
};

Term parse_term(TextLine const& line) {
  if (line.words.size() != 3)
    throw ConfigError(fmt::format("{} has {} words (a term is i j value); correct it", line.where,
                                  line.words.size()));
  auto const i = as_count(line.words[0]), j = as_count(line.words[1]);
  if (!i || !j || *i > kHighestId || *j > kHighestId)
    throw ConfigError(fmt::format("{} has variables {} {} (whole numbers from 0 to {}); correct it",
                                  line.where, in_quotes(line.words[0]), in_quotes(line.words[1]),
                                  kHighestId));
  auto const value = as_real(line.words[2]);
  if (!value || !std::isfinite(*value))
    throw ConfigError(fmt::format("{} has the coefficient {} (not a finite number); correct it",
                                  line.where, in_quotes(line.words[2])));
  return {static_cast<std::int64_t>(*i), static_cast<std::int64_t>(*j), *value};
}

/// The shortest digits that read back as the same number, without an exponent.
std::string fixed(double value) {
  std::array<char, 2048> digits;  // the smallest double has 1074 places
  auto const end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), end.ptr};
}

}  // namespace

bool looks_like_coo(std::string_view text) { return comment_value(text, "vartype").has_value(); }

QuadraticEnergy read_coo(std::string_view text, std::string const& what) {
  QuadraticEnergy energy{variables_of(text, what), {}, 0, {}, {}};
  if (auto const word = comment_value(text, "offset")) {
    auto const constant = as_real(*word);
    if (!constant || !std::isfinite(*constant))
      throw ConfigError(fmt::format("{} has offset={} (not a finite number); correct it", what,
                                    in_quotes(*word)));
    energy.constant = *constant;
  }
  std::vector<Term> terms;
  std::set<std::int64_t> ids;
  TextLines lines(text, what);
  while (auto const line = lines.next()) {
    terms.push_back(parse_term(*line));
    ids.insert({terms.back().i, terms.back().j});
  }
  energy.ids.assign(ids.begin(), ids.end());
  energy.linear.assign(ids.size(), 0);
  auto const index = [&](std::int64_t id) {
    return static_cast<std::int32_t>(std::ranges::lower_bound(energy.ids, id) - energy.ids.begin());
  };
  for (auto const& [i, j, value] : terms) {
    if (i == j)
      energy.linear[static_cast<std::size_t>(index(i))] += value;
    else
      energy.add(index(i), index(j), value);
  }
  return energy;
}

std::string coo_text(QuadraticEnergy const& energy) {
  bool const bits = energy.variables == Variables::bits;
  std::string text = fmt::format("# vartype={}\n", bits ? "BINARY" : "SPIN");
  if (energy.constant != 0) text += fmt::format("# offset={}\n", fixed(energy.constant));
  // Of every variable a line, also of 0: who reads it knows no others.
  for (std::size_t i = 0; i < energy.ids.size(); ++i)
    text += fmt::format("{} {} {}\n", energy.ids[i], energy.ids[i], fixed(energy.linear[i]));
  for (auto const& [pair, value] : energy.quadratic)
    text += fmt::format("{} {} {}\n", energy.ids[static_cast<std::size_t>(pair.first)],
                        energy.ids[static_cast<std::size_t>(pair.second)], fixed(value));
  return text;
}

}  // namespace lnz
