#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lnz {

/// A model named without a file: `kind:AxBxC,key=value,key=value`.
struct ShortForm {
  std::string text;  ///< as typed, for messages
  std::string kind;
  std::vector<std::size_t> sizes;
  std::map<std::string, std::string> keys;

  /// The value of a key, or the default; throws ConfigError if it is not a finite number.
  double number(std::string const& key, double otherwise) const;
  std::uint64_t count(std::string const& key, std::uint64_t otherwise) const;
  std::string text_of(std::string const& key, std::string otherwise) const;

  /// Throws ConfigError naming the nearest key if one is not in this list.
  void allow(std::vector<std::string> const& known) const;
};

/// Whether `text` looks like a short form: letters, then a colon.
bool is_short_form(std::string const& text);

/// Throws ConfigError on zero sizes, missing sizes, or a product of sizes above 2^40.
ShortForm parse_short_form(std::string const& text);

/// The entry of `known` nearest to `word` by edit distance; for "did you mean".
std::string nearest(std::string const& word, std::vector<std::string> const& known);

}  // namespace lnz
