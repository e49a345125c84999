#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace lnz {

/// Chains of units that have two values, `low` and 1, as bits: those of a chain one after another,
/// the first the lowest of its byte, 1 for 1; every chain takes whole bytes.

inline std::size_t bytes_of_bits(std::size_t units) { return (units + 7) / 8; }

namespace detail {

static_assert(std::endian::native == std::endian::little);

/// The low bits of eight bytes that are each 0, 1 or -1, set where a byte is 1.
inline std::byte bits_of_eight(std::int8_t const* units) {
  std::uint64_t eight;
  std::memcpy(&eight, units, sizeof eight);
  std::uint64_t const ones = eight & ~(eight >> 7) & 0x0101010101010101;
  return std::byte(ones * 0x0102040810204080 >> 56);
}

/// The eight bytes that bits_of_eight makes such bits of, with `low` for 0.
inline void eight_of_bits(std::byte bits, std::int8_t low, std::int8_t* units) {
  // A copy of all bits in every byte, of which byte k keeps bit k as its lowest.
  std::uint64_t const copies = std::to_integer<std::uint64_t>(bits) * 0x0101010101010101,
                      own = copies & 0x8040201008040201,
                      ones = ((own + 0x7f7f7f7f7f7f7f7f) | own) >> 7 & 0x0101010101010101,
                      zeros = ones ^ 0x0101010101010101,
                      eight = ones | zeros * static_cast<std::uint8_t>(low);
  std::memcpy(units, &eight, sizeof eight);
}

}  // namespace detail

/// `units` [chains, count], row-major.
inline std::vector<std::byte> pack_units(std::span<std::int8_t const> units, std::size_t count) {
  std::vector<std::byte> bits(units.size() / count * bytes_of_bits(count));
  std::byte* out = bits.data();
  for (; !units.empty(); units = units.subspan(count)) {
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) *out++ = detail::bits_of_eight(units.data() + i);
    if (i == count) continue;
    for (std::size_t k = 0; i + k < count; ++k)
      if (units[i + k] == 1) *out |= std::byte(1 << k);
    ++out;
  }
  return bits;
}

/// Their units again.
inline std::vector<std::int8_t> unpack_units(std::span<std::byte const> bits, std::size_t count,
                                             std::int8_t low) {
  std::vector<std::int8_t> units(bits.size() / bytes_of_bits(count) * count);
  std::byte const* in = bits.data();
  for (std::span<std::int8_t> rest = units; !rest.empty(); rest = rest.subspan(count)) {
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) detail::eight_of_bits(*in++, low, rest.data() + i);
    if (i == count) continue;
    for (std::size_t k = 0; i + k < count; ++k)
      rest[i + k] = std::to_integer<int>(*in >> static_cast<int>(k)) & 1 ? 1 : low;
    ++in;
  }
  return units;
}

}  // namespace lnz
