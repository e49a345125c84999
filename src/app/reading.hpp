#pragma once

#include "core/data_set.hpp"
#include "io/data_file.hpp"
#include "lnz/record.hpp"

#include <string>

namespace lnz {

/// What the visible units of a model are in data.
UnitValues values_of(Record const& model);

/// How examples of such units are read if --binarize = auto, in training and after it: bits at
/// threshold 0.5, categories raw, reals as they are (bytes as pixels in [0, 1]).
Binarise usual_reading(UnitValues units);

/// How a model's examples are read if --binarize says this. Throws ConfigError if it is no way, or
/// would make bits of categories.
Binarise reading_of(std::string const& binarize, Record const& model);

}  // namespace lnz
