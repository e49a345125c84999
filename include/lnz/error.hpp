#pragma once

#include <stdexcept>

namespace lnz {

/// The user asked for something impossible. The message is one line,
/// "what (why it cannot work); what to do". Every rank throws it together,
/// before any collective call and before anything is written.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace lnz
