#pragma once

#include "lnz/record.hpp"

namespace lnz {

/// The model of p ~ p_A p_B in the visible units, a product of experts: of two binary RBMs hidden
/// layers stand side by side and visible biases add. Hinton (2002), Neural Comput. 14, 1771.
/// Throws ConfigError on other kinds and units, and if the visible units are not as many.
Record multiply(Record const& one, Record const& other);

}  // namespace lnz
