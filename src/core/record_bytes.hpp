#pragma once

#include "lnz/record.hpp"

#include <functional>
#include <string_view>

namespace lnz {

using ByteSink = std::function<void(std::string_view)>;

/// The bytes of `to_bytes` in pieces, in order, without a copy of the arrays.
void pour_bytes(Record const& record, ByteSink const& sink);

}  // namespace lnz
