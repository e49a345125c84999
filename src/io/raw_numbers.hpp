#pragma once

#include "lnz/record.hpp"

#include <bit>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lnz {

/// Element types of .npy and .mat files: integers (i) and unsigned ones (u), reals (f).
enum class Number { i8, u8, i16, u16, i32, u32, i64, u64, f32, f64 };

std::size_t width(Number type);  ///< bytes

/// Product of the sides; throws ConfigError naming `what` above 2^36.
std::size_t count_of(std::vector<std::size_t> const& shape, std::string const& what);

/// The numbers in `bytes`, which must be exactly as many as `shape` says, as a row-major array.
/// Reals become doubles, integers the shortest type of Array that holds their type (unsigned
/// bytes: their values). Throws ConfigError naming `what` if an integer is above 2^63 - 1.
Array decode(std::string_view bytes, Number type, std::endian order,
             std::vector<std::size_t> const& shape, bool column_major, std::string const& what);

/// a[i, j, ...] as a[..., j, i], row-major: what is row-major to one program is column-major to the
/// other.
Array reversed_axes(Array array);

}  // namespace lnz
