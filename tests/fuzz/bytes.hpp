#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace lnz::fuzz {

/// Decisions made by an input's bytes; zeros after its end.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  template <class T = std::uint8_t>
  T number() requires std::is_arithmetic_v<T> {
    T value{};
    std::memcpy(&value, rest_.data(), std::min(sizeof(T), rest_.size()));
    rest_.remove_prefix(std::min(sizeof(T), rest_.size()));
    return value;
  }
  std::size_t below(std::size_t n) { return n ? number() % n : 0; }
  std::string_view text() {
    std::string_view const taken = rest_.substr(0, number());
    rest_.remove_prefix(std::min(taken.size(), rest_.size()));
    return taken;
  }

 private:
  std::string_view rest_;
};

}  // namespace lnz::fuzz
