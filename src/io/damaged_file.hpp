#pragma once

#include "lnz/error.hpp"

#include <string>

namespace lnz {

/// A file is there, but not what was once written: empty, cut short or changed.
struct DamagedFile : ConfigError {
  DamagedFile(std::string const& message, std::string reason)
      : ConfigError(message), why(ConfigError(std::move(reason)).what()) {}

  std::string why;  ///< without the file's name; one line, too
};

}  // namespace lnz
