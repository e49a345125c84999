#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lnz {

/// One option of a verb. All values arrive as text; the accessors of Options check them.
struct OptionSpec {
  std::string name;       ///< long name; a trailing ",x" adds the short name -x
  std::string value;      ///< what --help calls the value, with its unit; empty for a switch
  std::string otherwise;  ///< default, as text; "" means none
  std::string help;
  bool common = false;  ///< may stand above the sections of an INI file
};

/// A verb's words and options.
struct VerbSpec {
  std::string name;
  std::string arguments;  ///< positional arguments, for --help: "IN OUT.h5"
  std::string summary;    ///< first lines of --help; the first sentence stands in the list of verbs
  std::vector<OptionSpec> options;
};

/// What the user asked of one verb: command line first, INI file of --config second, defaults last.
class Options {
 public:
  /// Throws ConfigError on unknown options and keys (naming the nearest), missing values, repeats.
  static Options parse(VerbSpec const& verb, std::vector<std::string> const& arguments);

  std::vector<std::string> const& positional() const { return positional_; }
  bool flag(std::string const& key) const;         ///< a switch
  bool has(std::string const& key) const;          ///< given or with a default
  std::string text(std::string const& key) const;  ///< throws if there is none
  std::int64_t count(std::string const& key, std::int64_t least = 1) const;
  double real(std::string const& key, double least, double most) const;
  double duration(std::string const& key) const;  ///< seconds; "3h50m", "90s", "600"

 private:
  VerbSpec verb_;
  std::map<std::string, std::string> values_;
  std::vector<std::string> positional_;
};

/// The text of `lnz VERB --help`.
std::string help(VerbSpec const& verb);

}  // namespace lnz
