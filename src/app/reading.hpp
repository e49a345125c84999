#pragma once

#include "io/data_file.hpp"
#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// How a model's examples are read if --binarize says this; auto: threshold:0.5 for bits, raw for
/// categories and reals. Throws ConfigError if it is no way, or would make bits of categories.
Binarise reading_of(std::string const& binarize, Record const& model);

}  // namespace lnz
