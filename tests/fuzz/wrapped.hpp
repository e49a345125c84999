#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lnz::fuzz {

/// Valid wrappings of bytes that need not be: mutations of the packed bytes themselves would seldom
/// get past their checksums.
std::string gzipped(std::string_view bytes);
std::string zlibbed(std::string_view bytes);

/// A zip archive of stored files.
std::string zipped(std::vector<std::pair<std::string, std::string_view>> const& files);

}  // namespace lnz::fuzz
