#include "io/bqpjson.hpp"

#include "core/memory.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace lnz {
namespace {

using nlohmann::json;
using Variables = QuadraticEnergy::Variables;

constexpr char const* kVersion = "1.0.0";
constexpr double kTreeBytes = 64;  ///< of a parsed document for each byte of "[[],[],..."

/// Refusals of what a document says.
struct Document {
  std::string what;

  [[noreturn]] void refuse(std::string const& entry, std::string const& why) const {
    throw ConfigError(fmt::format("{}: {} ({}); correct it", what, entry, why));
  }

  json const& entry(json const& object, char const* key, std::string const& where) const {
    if (!object.is_object() || !object.contains(key))
      refuse(fmt::format("{}no entry '{}'", where, key), "BQPJSON 1.0.0 has one");
    return object[key];
  }

  double number(json const& object, char const* key, std::string const& where = "") const {
    json const& value = entry(object, key, where);
    if (!value.is_number() || !std::isfinite(value.get<double>()))
      refuse(where + key + " is no number", "a finite one is needed");
    return value.get<double>();
  }

  std::string text(json const& object, char const* key) const {
    json const& value = entry(object, key, "");
    if (!value.is_string()) refuse(std::string(key) + " is no text", "BQPJSON 1.0.0 has one");
    return value.get<std::string>();
  }

  json const& list(json const& object, char const* key) const {
    json const& value = entry(object, key, "");
    if (!value.is_array()) refuse(std::string(key) + " is no list", "BQPJSON 1.0.0 has one");
    return value;
  }

  std::int64_t id(json const& value, std::string const& where) const {
    constexpr std::uint64_t kHighest = std::uint64_t{1} << 53;
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kHighest)
      refuse(where + " is no identifier", "whole numbers from 0 to 2^53 are");
    return static_cast<std::int64_t>(value.get<std::uint64_t>());
  }
};

json parsed(std::string_view text, std::string const& what) {
  require_memory(kTreeBytes * static_cast<double>(text.size()), what, "use a machine with more");
  std::optional<json> root;
  try {
    root = json::parse(text);
  } catch (json::exception const&) {
  }
  if (!root || !root->is_object())
    throw ConfigError(
        fmt::format("{} is not a JSON object (BQPJSON is one); check the path", what));
  return std::move(*root);
}

Variables domain(Document const& in, json const& root) {
  std::string const name = in.text(root, "variable_domain");
  if (name != "boolean" && name != "spin")
    in.refuse("variable_domain = " + in_quotes(name), "it is boolean or spin");
  return name == "spin" ? Variables::spins : Variables::bits;
}

std::vector<std::int64_t> variable_ids(Document const& in, json const& root) {
  std::vector<std::int64_t> ids;
  for (json const& value : in.list(root, "variable_ids"))
    ids.push_back(in.id(value, fmt::format("variable_ids[{}]", ids.size())));
  std::ranges::sort(ids);
  if (std::ranges::adjacent_find(ids) != ids.end())
    in.refuse("variable_ids has a number twice", "variables have one each");
  return ids;
}

}  // namespace

QuadraticEnergy read_bqpjson(std::string_view text, std::string const& what) {
  json const root = parsed(text, what);
  Document const in{what};
  if (std::string const version = in.text(root, "version"); version != kVersion)
    in.refuse("version = " + in_quotes(version), fmt::format("only {} is known", kVersion));
  double const scale = in.number(root, "scale");
  if (scale < 0) in.refuse(fmt::format("scale = {}", scale), "BQPJSON has none below 0");

  QuadraticEnergy energy{
      domain(in, root), variable_ids(in, root), scale * in.number(root, "offset"), {}, {}};
  energy.linear.assign(energy.ids.size(), 0);
  auto const variable = [&](json const& term, char const* key, std::string const& where) {
    std::int64_t const id = in.id(in.entry(term, key, where), where + key);
    auto const found = std::ranges::lower_bound(energy.ids, id);
    if (found == energy.ids.end() || *found != id)
      in.refuse(fmt::format("{}{} = {}", where, key, id), "variable_ids does not name it");
    return static_cast<std::int32_t>(found - energy.ids.begin());
  };
  std::size_t place = 0;
  for (json const& term : in.list(root, "linear_terms")) {
    std::string const where = fmt::format("linear_terms[{}]: ", place++);
    energy.linear[static_cast<std::size_t>(variable(term, "id", where))] +=
        scale * in.number(term, "coeff", where);
  }
  place = 0;
  for (json const& term : in.list(root, "quadratic_terms")) {
    std::string const where = fmt::format("quadratic_terms[{}]: ", place++);
    auto const i = variable(term, "id_tail", where), j = variable(term, "id_head", where);
    if (i == j) in.refuse(where + "id_tail is id_head", "a pair has two variables");
    energy.add(i, j, scale * in.number(term, "coeff", where));
  }
  return energy;
}

std::string bqpjson_text(QuadraticEnergy const& energy, std::string const& description) {
  json linear = json::array(), quadratic = json::array();
  for (std::size_t i = 0; i < energy.ids.size(); ++i)
    if (energy.linear[i] != 0)
      linear.push_back({{"id", energy.ids[i]}, {"coeff", energy.linear[i]}});
  for (auto const& [pair, value] : energy.quadratic)
    quadratic.push_back({{"id_tail", energy.ids[static_cast<std::size_t>(pair.first)]},
                         {"id_head", energy.ids[static_cast<std::size_t>(pair.second)]},
                         {"coeff", value}});
  json const root = {{"version", kVersion},
                     {"id", 0},
                     {"description", description},
                     {"metadata", json::object()},
                     {"variable_ids", energy.ids},
                     {"variable_domain", energy.variables == Variables::spins ? "spin" : "boolean"},
                     {"scale", 1.0},
                     {"offset", energy.constant},
                     {"linear_terms", std::move(linear)},
                     {"quadratic_terms", std::move(quadratic)}};
  return root.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace lnz
