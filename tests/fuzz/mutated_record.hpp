#pragma once

#include "fuzz/bytes.hpp"
#include "lnz/record.hpp"

#include <string>
#include <vector>

namespace lnz::fuzz {

/// The record after a few changes that the input decides: entries lost, of another type, shape or
/// value, one in place of another; `more` are keys that may be added. What comes out could have
/// been read from a file: arrays hold as many values as their shape says.
Record mutated(Record record, Bytes& in, std::vector<std::string> const& more);

}  // namespace lnz::fuzz
