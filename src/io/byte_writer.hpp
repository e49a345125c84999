#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace lnz {

/// Adds a number, least significant byte first.
template <std::unsigned_integral T>
void append_little(std::string& bytes, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bytes += static_cast<char>(std::uint64_t{value} >> 8 * i & 0xff);
}

template <class T>
std::string little_endian_bytes(std::vector<T> const& values) {
  static_assert(std::endian::native == std::endian::little);
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace lnz
