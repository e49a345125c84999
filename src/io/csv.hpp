#pragma once

#include "lnz/record.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// Lines of equally many numbers between commas (or semicolons, tabs, spaces), after an optional
/// line of names, as [lines, numbers]. Throws ConfigError naming the file and line.
Array read_csv(std::string_view text, std::string const& what);

}  // namespace lnz
