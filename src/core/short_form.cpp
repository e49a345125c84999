#include "core/short_form.hpp"

#include "lnz/error.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

namespace lnz {
namespace {

template <class Number>
bool parses(std::string const& text, Number& value) {
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc{} && end == text.data() + text.size();
}

std::vector<std::string> split(std::string const& text, char at) {
  std::vector<std::string> parts(1);
  for (char const c : text)
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

}  // namespace

bool is_short_form(std::string const& text) {
  auto const colon = text.find(':');
  return colon != std::string::npos && colon > 0 && text.find('/') > colon &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](unsigned char c) { return std::isalpha(c); });
}

ShortForm parse_short_form(std::string const& text) {
  auto const colon = std::min(text.find(':'), text.size());
  ShortForm form{.text = text, .kind = text.substr(0, colon), .sizes = {}, .keys = {}};
  std::vector<std::string> const parts = split(text.substr(std::min(colon + 1, text.size())), ',');
  if (parts[0].empty())
    throw ConfigError("model " + text +
                      " has no size (it must follow the colon); write it like ising:64x64");
  double product = 1;
  for (std::string const& size : split(parts[0], 'x')) {
    std::size_t n = 0;
    if (!parses(size, n) || n == 0)
      throw ConfigError("model " + text + ": size '" + size +
                        "' (sizes are whole numbers from 1); write them like 64x64");
    form.sizes.push_back(n);
    product *= static_cast<double>(n);
  }
  if (product > 0x1p40)
    throw ConfigError("model " + text +
                      " is too large (sizes multiply to more than 2^40); shrink it");
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto const equals = parts[i].find('=');
    if (equals == std::string::npos || equals == 0)
      throw ConfigError("model " + text + ": '" + parts[i] + "' (not key=value); write key=value");
    if (!form.keys.emplace(parts[i].substr(0, equals), parts[i].substr(equals + 1)).second)
      throw ConfigError("model " + text + ": key '" + parts[i].substr(0, equals) +
                        "' stands twice; give it once");
  }
  return form;
}

double ShortForm::number(std::string const& key, double otherwise) const {
  auto const found = keys.find(key);
  if (found == keys.end()) return otherwise;
  double value = 0;
  if (!parses(found->second, value) || !std::isfinite(value))
    throw ConfigError("model " + text + ": " + key + " = '" + found->second +
                      "' (not a finite number); give a number");
  return value;
}

std::uint64_t ShortForm::count(std::string const& key, std::uint64_t otherwise) const {
  auto const found = keys.find(key);
  if (found == keys.end()) return otherwise;
  std::uint64_t value = 0;
  if (!parses(found->second, value))
    throw ConfigError("model " + text + ": " + key + " = '" + found->second +
                      "' (not a whole number from 0); give one");
  return value;
}

std::string ShortForm::text_of(std::string const& key, std::string otherwise) const {
  auto const found = keys.find(key);
  return found == keys.end() ? std::move(otherwise) : found->second;
}

void ShortForm::allow(std::vector<std::string> const& known) const {
  for (auto const& [key, value] : keys)
    if (std::ranges::find(known, key) == known.end())
      throw ConfigError("model " + text + ": unknown key '" + key + "'; did you mean '" +
                        nearest(key, known) + "'?");
}

std::string nearest(std::string const& word, std::vector<std::string> const& known) {
  auto const distance = [&word](std::string const& other) {  // Levenshtein (1966)
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), 0u);
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = std::exchange(row[0], i + 1);
      for (std::size_t j = 0; j < other.size(); ++j) {
        std::size_t const changed = diagonal + (word[i] != other[j]);
        diagonal = row[j + 1];
        row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
      }
    }
    return row.back();
  };
  return known.empty() ? std::string() : *std::ranges::min_element(known, {}, distance);
}

}  // namespace lnz
