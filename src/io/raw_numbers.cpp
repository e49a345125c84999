#include "io/raw_numbers.hpp"

#include "core/memory.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace lnz {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << 36;

template <class T>
T load(char const* bytes, std::endian order) {
  char in_order[sizeof(T)];
  std::memcpy(in_order, bytes, sizeof(T));
  if (order != std::endian::native) std::reverse(in_order, in_order + sizeof(T));
  T value;
  std::memcpy(&value, in_order, sizeof(T));
  return value;
}

template <class To, class From>
std::vector<To> converted(std::string_view bytes, std::endian order) {
  std::vector<To> values(bytes.size() / sizeof(From));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<To>(load<From>(bytes.data() + i * sizeof(From), order));
  return values;
}

/// From first index fastest to last index fastest.
template <class T>
std::vector<T> row_major(std::vector<T> const& column_major,
                         std::vector<std::size_t> const& shape) {
  std::size_t const rank = shape.size();
  std::vector<std::size_t> stride(rank), index(rank);
  std::size_t step = 1;
  for (std::size_t d = 0; d < rank; ++d) {
    stride[d] = step;
    step *= shape[d];
  }
  std::vector<T> values(column_major.size());
  std::size_t from = 0;
  for (T& value : values) {
    value = column_major[from];
    for (std::size_t d = rank; d-- > 0;) {
      from += stride[d];
      if (++index[d] < shape[d]) break;
      from -= stride[d] * shape[d];
      index[d] = 0;
    }
  }
  return values;
}

}  // namespace

std::size_t width(Number type) {
  switch (type) {
    case Number::i8:
    case Number::u8:
      return 1;
    case Number::i16:
    case Number::u16:
      return 2;
    case Number::i32:
    case Number::u32:
    case Number::f32:
      return 4;
    default:
      return 8;
  }
}

std::size_t count_of(std::vector<std::size_t> const& shape, std::string const& what) {
  std::size_t n = 1;
  for (std::size_t const side : shape) {
    if (side > kMostValues / std::max<std::size_t>(n, 1))
      throw ConfigError(fmt::format(
          "{} claims more than 2^36 values (its header is damaged); copy or make it again", what));
    n *= side;
  }
  return n;
}

Array decode(std::string_view bytes, Number type, std::endian order,
             std::vector<std::size_t> const& shape, bool column_major, std::string const& what) {
  std::size_t const n = count_of(shape, what);
  if (bytes.size() < n * width(type))
    throw ConfigError(
        fmt::format("{} is truncated (its shape needs {} bytes of values, it has {}); "
                    "copy it again",
                    what, n * width(type), bytes.size()));
  if (bytes.size() > n * width(type))
    throw ConfigError(fmt::format("{} has {} bytes of values (its shape needs {}); make it again",
                                  what, bytes.size(), n * width(type)));
  require_memory(static_cast<double>(n) * sizeof(double), what, "use a machine with more");
  Array array{shape, {}};
  switch (type) {
    case Number::f32:
      array.values = converted<double, float>(bytes, order);
      break;
    case Number::f64:
      array.values = converted<double, double>(bytes, order);
      break;
    case Number::i8:
      array.values = converted<std::int8_t, std::int8_t>(bytes, order);
      break;
    case Number::u8:
      if (std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 128; }))
        array.values = converted<std::int8_t, std::uint8_t>(bytes, order);
      else
        array.values = converted<std::int32_t, std::uint8_t>(bytes, order);
      break;
    case Number::i16:
      array.values = converted<std::int32_t, std::int16_t>(bytes, order);
      break;
    case Number::u16:
      array.values = converted<std::int32_t, std::uint16_t>(bytes, order);
      break;
    case Number::i32:
      array.values = converted<std::int32_t, std::int32_t>(bytes, order);
      break;
    case Number::u32:
      array.values = converted<std::int64_t, std::uint32_t>(bytes, order);
      break;
    case Number::i64:
      array.values = converted<std::int64_t, std::int64_t>(bytes, order);
      break;
    case Number::u64: {
      auto values = converted<std::int64_t, std::uint64_t>(bytes, order);
      if (std::ranges::any_of(values, [](std::int64_t x) { return x < 0; }))
        throw ConfigError(fmt::format(
            "{} holds whole numbers above 2^63 - 1 (lnz reads signed ones); convert them", what));
      array.values = std::move(values);
    }
  }
  if (!column_major) return array;
  std::ranges::reverse(array.shape);
  return reversed_axes(std::move(array));
}

Array reversed_axes(Array array) {
  std::ranges::reverse(array.shape);
  if (array.shape.size() > 1)
    std::visit([&](auto& values) { values = row_major(values, array.shape); }, array.values);
  return array;
}

}  // namespace lnz
