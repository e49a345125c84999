#include "fuzz/mutated_record.hpp"

#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace lnz::fuzz {
namespace {

constexpr int kMostChanges = 12;
constexpr std::size_t kMostValues = 4096;

double real(Bytes& in) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr std::array kTelling{0.0,    1.0,   -1.0,   0.5,  2.0,   -0.0,   5e-324,
                                1e-300, 1e308, -1e308, kInf, -kInf, 0x1p53, 1e18};
  std::size_t const which = in.below(kTelling.size() + 3);
  if (which < kTelling.size()) return kTelling[which];
  if (which == kTelling.size()) return std::nan("");
  return which == kTelling.size() + 1 ? in.number<std::int8_t>() : in.number<double>();
}

std::int64_t whole(Bytes& in) {
  constexpr std::array<std::int64_t, 12> kTelling{
      0,         1,         -1,        2,         INT64_MAX,           INT64_MIN,
      INT32_MAX, INT32_MIN, 1ll << 32, 1ll << 40, 1000000000000000000, 3};
  std::size_t const which = in.below(kTelling.size() + 2);
  if (which < kTelling.size()) return kTelling[which];
  return which == kTelling.size() ? in.number<std::int8_t>() : in.number<std::int64_t>();
}

template <class T>
T value_of(Bytes& in) {
  if constexpr (std::is_same_v<T, double>)
    return real(in);
  else
    return static_cast<T>(whole(in));
}

std::vector<std::size_t> shape_of(Bytes& in) {
  constexpr std::array<std::size_t, 4> kLarge{std::size_t{1} << 36, std::size_t{1} << 32,
                                              std::size_t{1} << 20, 4096};
  std::vector<std::size_t> shape(in.below(7));
  std::size_t values = 1;
  for (std::size_t& side : shape) {
    side = in.number();
    if (side >= 250) side = kLarge[side % kLarge.size()];
    values = side > kMostValues ? kMostValues + 1 : std::min(values * side, kMostValues + 1);
  }
  if (values > kMostValues) shape.back() = 0;
  return shape;
}

void fit(Array& array) {
  std::visit([&](auto& values) { values.resize(array.size()); }, array.values);
}

void retype(Array& array, std::size_t type) {
  auto const as = [&]<class T>(T) {
    array.values = std::visit(
        [](auto const& from) {
          std::vector<T> to;
          for (auto const x : from)
            to.push_back(std::abs(static_cast<double>(x)) < 100 ? static_cast<T>(x) : T{});
          return to;
        },
        array.values);
  };
  switch (type % 4) {
    case 0:
      return as(double{});
    case 1:
      return as(std::int64_t{});
    case 2:
      return as(std::int32_t{});
    default:
      return as(std::int8_t{});
  }
}

Attribute attribute_of(Bytes& in) {
  switch (in.below(5)) {
    case 0:
      return real(in);
    case 1:
      return whole(in);
    case 2:
      return std::string(in.text());
    case 3: {
      std::vector<double> list(in.below(8));
      for (double& x : list) x = real(in);
      return list;
    }
    default: {
      std::vector<std::int64_t> list(in.below(8));
      for (std::int64_t& x : list) x = whole(in);
      return list;
    }
  }
}

template <class Map>
typename Map::iterator entry(Map& map, Bytes& in) {
  return map.empty() ? map.end() : std::next(map.begin(), static_cast<long>(in.below(map.size())));
}

void change_array(Record& record, Bytes& in) {
  auto const at = entry(record.arrays, in);
  if (at == record.arrays.end()) return;
  Array& array = at->second;
  switch (in.below(6)) {
    case 0:
      record.arrays.erase(at);
      break;
    case 1:
      array.shape = shape_of(in);
      fit(array);
      break;
    case 2:
      retype(array, in.number());
      break;
    case 3:
      array = entry(record.arrays, in)->second;
      break;
    case 4:
      std::visit(
          [&]<class T>(std::vector<T>& values) {
            T const value = value_of<T>(in);
            for (T& x : values) x = value;
          },
          array.values);
      break;
    default:
      std::visit(
          [&]<class T>(std::vector<T>& values) {
            if (!values.empty())
              values[in.number<std::uint16_t>() % values.size()] = value_of<T>(in);
          },
          array.values);
  }
}

void change_attribute(Record& record, Bytes& in) {
  auto const at = entry(record.attributes, in);
  if (at == record.attributes.end()) return;
  if (in.below(8) == 0)
    record.attributes.erase(at);
  else
    at->second = attribute_of(in);
}

void add(Record& record, Bytes& in, std::vector<std::string> const& keys) {
  if (keys.empty()) return;
  std::string const& key = keys[in.below(keys.size())];
  if (key.find('@') != key.npos) {
    record.attributes[key] = attribute_of(in);
    return;
  }
  Array& array = record.arrays[key];
  retype(array, in.number());
  array.shape = shape_of(in);
  fit(array);
}

}  // namespace

Record mutated(Record record, Bytes& in, std::vector<std::string> const& more) {
  for (int change = 0; change < kMostChanges && !in.at_end(); ++change) {
    std::size_t const what = in.below(8);
    if (what < 4)
      change_array(record, in);
    else if (what < 7)
      change_attribute(record, in);
    else
      add(record, in, more);
  }
  return record;
}

}  // namespace lnz::fuzz
