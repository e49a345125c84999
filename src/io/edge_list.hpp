#pragma once

#include "lnz/record.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// A model record of kind `spins` from lines `i j J`. A first line `n m` (sites, edges: G-set)
/// means that sites count from 1; without it they count from 0 and n is the highest + 1.
/// What follows a # is a comment. Throws ConfigError naming file and line.
Record read_edge_list(std::string_view text, std::string const& what);

}  // namespace lnz
