#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace lnz {

/// The object as text, on one line if `indent` < 0. Paths need not be UTF-8, JSON must: bytes that
/// are not become U+FFFD.
inline std::string json_text(nlohmann::ordered_json const& object, int indent = -1) {
  return object.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lnz
