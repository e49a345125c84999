#pragma once

#include "lnz/record.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// A model record of kind `spins` from lines `i j J`. A first line `n m` (sites, edges: G-set)
/// means that sites count from 1; without it they count from 0 and n is the highest + 1.
/// What follows a # is a comment. Throws ConfigError naming file and line.
Record read_edge_list(std::string_view text, std::string const& what);

/// A model of kind `spins` as such a list, under a header and counted from 1 (G-set), or without
/// and from 0, with commas. Throws ConfigError naming the record's source if it has a field, which
/// neither can hold, or if its last site has no bond, which only a header tells.
std::string g_set_text(Record const& model);
std::string edge_list_text(Record const& model);

}  // namespace lnz
