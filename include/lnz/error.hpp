#pragma once

#include <stdexcept>
#include <string>

namespace lnz {

/// The user asked for something impossible. The message is one line,
/// "what (why it cannot work); what to do". Every rank throws it together,
/// before any collective call and before anything is written.
struct ConfigError : std::runtime_error {
  /// Names from files and command lines may hold anything: control characters become `?`, and of
  /// more than 2000 bytes the middle is left out.
  explicit ConfigError(std::string message);
};

/// The system would not store something: a full disk, a limit, a fault of the device. One line as
/// above. Every rank throws it together; what was stored before is still whole.
struct StorageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace lnz
