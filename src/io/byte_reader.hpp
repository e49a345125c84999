#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lnz {

/// Walks bytes that nobody vouches for: every step is checked against what is left, and throws
/// ConfigError naming the file if it is not there.
class ByteReader {
 public:
  /// `bytes` must outlive the reader and what is taken from it.
  ByteReader(std::string_view bytes, std::string what) : bytes_(bytes), what_(std::move(what)) {}
  ByteReader(std::string&& bytes, std::string what) = delete;

  std::size_t left() const { return bytes_.size(); }
  std::string const& what() const { return what_; }

  std::string_view take(std::size_t n);
  std::string_view rest() { return take(left()); }

  /// The next unsigned number, least or most significant byte first.
  template <std::unsigned_integral T>
  T little() {
    std::string_view const bytes = take(sizeof(T));
    T value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;)
      value = static_cast<T>(std::uint64_t{value} << 8 | byte(bytes[i]));
    return value;
  }
  template <std::unsigned_integral T>
  T big() {
    T value = 0;
    for (char const c : take(sizeof(T)))
      value = static_cast<T>(std::uint64_t{value} << 8 | byte(c));
    return value;
  }

 private:
  static unsigned char byte(char c) { return static_cast<unsigned char>(c); }

  std::string_view bytes_;
  std::string what_;
};

}  // namespace lnz
