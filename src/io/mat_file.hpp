#pragma once

#include "lnz/record.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// Whether the first bytes are those of a MATLAB file, version 5 to 7.3.
bool looks_like_mat(std::string_view bytes);

/// The real numeric variables of a little-endian MATLAB v5 file, compressed (v7) or not, as
/// row-major arrays; cells, structures, texts, sparse and complex ones are left out.
/// "MAT-File Format" (MathWorks), chapter 1. Throws ConfigError naming `what`.
Record read_mat(std::string_view bytes, std::string const& what);

/// The record's arrays as an uncompressed MATLAB v5 file; lists are rows. Throws ConfigError naming
/// the record's source if one has 2 GiB or more, which MATLAB cannot read.
std::string mat_bytes(Record const& arrays);

}  // namespace lnz
