#pragma once

#include "lnz/record.hpp"

#include <set>
#include <string>
#include <string_view>

namespace lnz {

bool looks_like_zip(std::string_view bytes);

/// Those of the `wanted` arrays that a NumPy .npz file has: a zip archive (PKWARE APPNOTE 6.3) of
/// .npy files, stored or deflated. Throws ConfigError naming `what` if it is broken, encrypted,
/// or larger than 4 GiB.
Record read_npz(std::string_view bytes, std::set<std::string> const& wanted,
                std::string const& what);

/// The record's arrays as a .npz file of stored entries. Throws ConfigError naming the record's
/// source above 4 GiB.
std::string npz_bytes(Record const& arrays);

}  // namespace lnz
