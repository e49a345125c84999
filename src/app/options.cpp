#include "app/options.hpp"

#include "core/short_form.hpp"
#include "io/input_file.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace lnz {
namespace po = boost::program_options;
namespace {

constexpr char const* kOn = "yes";  ///< the text of a switch that is given

std::string long_name(OptionSpec const& option) {
  return option.name.substr(0, option.name.find(','));
}

std::vector<std::string> known_names(VerbSpec const& verb, bool common_only) {
  std::vector<std::string> names;
  for (OptionSpec const& option : verb.options)
    if (!common_only || option.common) names.push_back(long_name(option));
  return names;
}

po::options_description described(VerbSpec const& verb) {
  po::options_description description;
  for (OptionSpec const& option : verb.options) {
    if (option.value.empty())
      description.add_options()(option.name.c_str(), option.help.c_str());
    else
      description.add_options()(option.name.c_str(), po::value<std::string>(), option.help.c_str());
  }
  return description;
}

bool is_switch(VerbSpec const& verb, std::string const& key) {
  for (OptionSpec const& option : verb.options)
    if (long_name(option) == key) return option.value.empty();
  return false;
}

/// What a switch is set to in an INI file.
bool is_on(std::string const& key, std::string const& value, std::string const& path) {
  if (value == "true" || value == "yes" || value == "1") return true;
  if (value == "false" || value == "no" || value == "0") return false;
  throw ConfigError(
      fmt::format("{}: {} = '{}' (a switch is true or false); write one", path, key, value));
}

/// Keys above the sections and in the section of this verb; those of other verbs are passed over.
std::map<std::string, std::string> ini_values(VerbSpec const& verb, std::string const& path) {
  std::istringstream file(read_input(path));
  std::map<std::string, std::string> values;
  try {
    auto const parsed = po::parse_config_file(file, po::options_description(), true);
    for (auto const& option : parsed.options) {
      auto const dot = option.string_key.find('.');
      bool const common = dot == std::string::npos;
      if (!common && option.string_key.substr(0, dot) != verb.name) continue;
      std::string const key = common ? option.string_key : option.string_key.substr(dot + 1);
      std::vector<std::string> const known = known_names(verb, common),
                                     own = known_names(verb, false);
      if (std::ranges::find(known, key) == known.end() && std::ranges::find(own, key) != own.end())
        throw ConfigError(
            fmt::format("{}: key '{}' stands above the sections (only common keys "
                        "may); write it below [{}]",
                        path, key, verb.name));
      if (std::ranges::find(known, key) == known.end())
        throw ConfigError(fmt::format("{}: unknown key '{}'{}; did you mean '{}'?", path, key,
                                      common ? " above the sections" : " in [" + verb.name + "]",
                                      nearest(key, known)));
      std::string const value = option.value.empty() ? "" : option.value.front();
      if (!is_switch(verb, key))
        values[key] = value;
      else if (is_on(key, value, path))
        values[key] = kOn;
    }
  } catch (po::invalid_config_file_syntax const& e) {
    // Not what(): Boost 1.74 replaces %invalid_line% in the line itself for ever.
    throw ConfigError(
        fmt::format("{}: line {} is neither key = value nor [verb] (not an INI file); "
                    "correct it",
                    path, in_quotes(e.tokens())));
  } catch (po::error const& e) {
    throw ConfigError(path + ": " + e.what() +
                      " (not an INI file); write key = value lines and [verb] sections");
  }
  return values;
}

}  // namespace

Options Options::parse(VerbSpec const& verb, std::vector<std::string> const& arguments) {
  Options out;
  out.verb_ = verb;
  po::options_description const description = described(verb);
  try {
    int const style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    auto const parsed = po::command_line_parser(arguments)
                            .options(description)
                            .style(style)
                            .allow_unregistered()
                            .run();
    for (auto const& option : parsed.options) {
      if (option.unregistered) {
        std::string const word =
            option.original_tokens.empty() ? option.string_key : option.original_tokens.front();
        throw ConfigError(fmt::format(
            "lnz {} has no option '{}'; did you mean '--{}'? (lnz {} --help lists all)", verb.name,
            word, nearest(option.string_key, known_names(verb, false)), verb.name));
      }
      if (option.position_key >= 0) {
        out.positional_.insert(out.positional_.end(), option.value.begin(), option.value.end());
      } else if (!out.values_
                      .emplace(option.string_key, option.value.empty() ? kOn : option.value.front())
                      .second) {
        throw ConfigError("--" + option.string_key +
                          " stands twice (only one can count); give it once");
      }
    }
  } catch (po::error const& e) {
    throw ConfigError(fmt::format("{} (the command line cannot be read); see lnz {} --help",
                                  e.what(), verb.name));
  }
  if (verb.arguments.empty() && !out.positional_.empty())
    throw ConfigError(
        fmt::format("lnz {} takes no word without an option, such as '{}'; see lnz {} --help",
                    verb.name, out.positional_.front(), verb.name));
  if (out.values_.contains("config"))
    for (auto const& [key, value] : ini_values(verb, out.values_["config"]))
      out.values_.emplace(key, value);
  for (OptionSpec const& option : verb.options)
    if (!option.value.empty() && !option.otherwise.empty())
      out.values_.emplace(long_name(option), option.otherwise);
  return out;
}

bool Options::flag(std::string const& key) const { return values_.contains(key); }
bool Options::has(std::string const& key) const { return values_.contains(key); }

std::string Options::text(std::string const& key) const {
  auto const found = values_.find(key);
  if (found == values_.end() || found->second.empty())
    throw ConfigError(
        fmt::format("lnz {} needs --{}; see lnz {} --help", verb_.name, key, verb_.name));
  return found->second;
}

std::int64_t Options::count(std::string const& key, std::int64_t least) const {
  std::string const value = text(key);
  std::int64_t n = 0;
  auto const [end, fault] = std::from_chars(value.data(), value.data() + value.size(), n);
  if (fault != std::errc{} || end != value.data() + value.size())
    throw ConfigError(
        fmt::format("--{} = '{}' (not a whole number); give one from {}", key, value, least));
  if (n < least || n > (std::int64_t{1} << 31) - 2)
    throw ConfigError(
        fmt::format("--{} = {} (it must lie between {} and 2147483646); change it", key, n, least));
  return n;
}

double Options::real(std::string const& key, double least, double most) const {
  std::string const value = text(key);
  double x = 0;
  auto const [end, fault] = std::from_chars(value.data(), value.data() + value.size(), x);
  if (fault != std::errc{} || end != value.data() + value.size() || !std::isfinite(x))
    throw ConfigError(fmt::format("--{} = '{}' (not a finite number); give a number", key, value));
  if (x < least || x > most)
    throw ConfigError(
        fmt::format("--{} = {} (it must lie between {} and {}); change it", key, x, least, most));
  return x;
}

double Options::duration(std::string const& key) const {
  std::string const value = text(key);
  double seconds = 0;
  char const* at = value.data();
  char const* const end = at + value.size();
  while (at != end) {
    double number = 0;
    auto const [next, fault] = std::from_chars(at, end, number);
    double const unit = next == end || *next == 's' ? 1
                        : *next == 'm'              ? 60
                        : *next == 'h'              ? 3600
                        : *next == 'd'              ? 86400
                                                    : -1;
    if (fault != std::errc{} || !(number >= 0) || unit < 0)
      throw ConfigError(
          fmt::format("--{} = '{}' (not a duration); write like 3h50m, 90s or 600", key, value));
    seconds += number * unit;
    at = next == end ? end : next + 1;
  }
  return seconds;
}

std::string help(VerbSpec const& verb) {
  std::string text = fmt::format("usage: lnz {} [options] {}\n\n{}\n\noptions:\n", verb.name,
                                 verb.arguments, verb.summary);
  for (OptionSpec const& option : verb.options) {
    auto const comma = option.name.find(',');
    std::string const name =
        (comma == std::string::npos ? "" : "-" + option.name.substr(comma + 1) + ", ") + "--" +
        long_name(option) + (option.value.empty() ? "" : " " + option.value);
    std::string const with_default =
        option.help + (option.otherwise.empty() ? "" : " [" + option.otherwise + "]");
    // Wrapped at 100 columns, help text from column 32.
    text += fmt::format("  {:<29}", name) + (name.size() > 29 ? "\n" + std::string(31, ' ') : "");
    std::size_t column = 31;
    for (std::size_t at = 0; at < with_default.size();) {
      std::size_t const space = std::min(with_default.find(' ', at), with_default.size());
      if (column + space - at > 99) {
        text += "\n" + std::string(31, ' ');
        column = 31;
      } else if (at > 0) {
        text += ' ';
        ++column;
      }
      text += with_default.substr(at, space - at);
      column += space - at;
      at = space + 1;
    }
    text += "\n";
  }
  return text;
}

}  // namespace lnz
