#include "lnz/record.hpp"

#include "lnz/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lnz {
namespace {

template <class T>
T const& attribute(Record const& record, std::string const& key, char const* type) {
  auto const found = record.attributes.find(key);
  std::string const name = key.substr(key.find('@') + 1);
  if (found == record.attributes.end())
    throw ConfigError(record.source + ": no attribute '" + name +
                      "' (the format needs it); add it");
  if (T const* value = std::get_if<T>(&found->second)) return *value;
  throw ConfigError(record.source + ": attribute '" + name + "' is not " + type +
                    "; correct its type");
}

Array const& array(Record const& record, std::string const& key, int rank) {
  auto const found = record.arrays.find(key);
  if (found == record.arrays.end())
    throw ConfigError(record.source + ": no dataset '" + key + "' (the format needs it); add it");
  if (rank >= 0 && found->second.shape.size() != static_cast<std::size_t>(rank))
    throw ConfigError(record.source + ": dataset '" + key + "' has " +
                      std::to_string(found->second.shape.size()) + " dimensions (it must have " +
                      std::to_string(rank) + "); reshape it");
  return found->second;
}

}  // namespace

std::size_t Array::size() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies{});
}

bool Record::has(std::string_view key) const {
  std::string const name(key);
  return name.find('@') == std::string::npos ? arrays.contains(name) : attributes.contains(name);
}

std::vector<double> Record::reals(std::string const& key, int rank) const {
  return std::visit([](auto const& v) { return std::vector<double>(v.begin(), v.end()); },
                    array(*this, key, rank).values);
}

std::vector<std::int64_t> Record::integers(std::string const& key, int rank) const {
  return std::visit(
      [&](auto const& v) {
        for (auto x : v)
          if (!(std::abs(static_cast<double>(x)) <= 0x1p53) ||
              std::trunc(static_cast<double>(x)) != static_cast<double>(x))
            throw ConfigError(source + ": dataset '" + key + "' holds " + std::to_string(x) +
                              " (it must hold whole numbers); correct it");
        return std::vector<std::int64_t>(v.begin(), v.end());
      },
      array(*this, key, rank).values);
}

std::vector<std::size_t> const& Record::shape(std::string const& key) const {
  return array(*this, key, -1).shape;
}

double Record::number(std::string const& key) const {
  auto const found = attributes.find(key);
  if (found != attributes.end())
    if (auto const* whole = std::get_if<std::int64_t>(&found->second))
      return static_cast<double>(*whole);
  return attribute<double>(*this, key, "a number");
}

std::int64_t Record::integer(std::string const& key) const {
  return attribute<std::int64_t>(*this, key, "a whole number");
}

std::string Record::text(std::string const& key) const {
  return attribute<std::string>(*this, key, "a text");
}

std::vector<std::int64_t> Record::integer_list(std::string const& key) const {
  return attribute<std::vector<std::int64_t>>(*this, key, "a list of whole numbers");
}

void Record::set(std::string const& key, std::vector<std::size_t> shape,
                 std::vector<double> values) {
  arrays[key] = {std::move(shape), std::move(values)};
}

void Record::set(std::string const& key, std::vector<double> values) {
  std::vector<std::size_t> shape{values.size()};
  set(key, std::move(shape), std::move(values));
}

}  // namespace lnz
