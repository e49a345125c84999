#pragma once

#include "lnz/record.hpp"

#include <string>
#include <string_view>

namespace lnz {

/// Whether the first bytes are those of an IDX file of two or more dimensions or of labels.
bool looks_like_idx(std::string_view bytes);

/// An IDX file of unsigned bytes (LeCun's MNIST page), gzipped or not: [examples, all the rest].
/// Throws ConfigError naming `what` on anything broken.
Array read_idx(std::string_view bytes, std::string const& what);

}  // namespace lnz
