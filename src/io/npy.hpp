#pragma once

#include "lnz/record.hpp"

#include <string>
#include <string_view>

namespace lnz {

bool looks_like_npy(std::string_view bytes);

/// A NumPy .npy file (format 1 to 3: numpy.lib.format) of booleans, integers or reals, of either
/// byte order and memory order, as a row-major array. Throws ConfigError naming `what`.
Array read_npy(std::string_view bytes, std::string const& what);

/// The array as a .npy file, format 1.
std::string npy_bytes(Array const& array);

}  // namespace lnz
