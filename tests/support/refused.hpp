#pragma once

#include <functional>
#include <string>

namespace lnz {

/// The message of the ConfigError that this throws; fails the test if it throws none, or if the
/// message is not one line with a reason in brackets or a suggestion.
std::string refused(std::function<void()> const& work);

}  // namespace lnz
