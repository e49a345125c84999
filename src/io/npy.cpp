#include "io/npy.hpp"

#include "io/byte_reader.hpp"
#include "io/byte_writer.hpp"
#include "io/raw_numbers.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

namespace lnz {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostDimensions = 32;

struct Type {
  Number number;
  std::endian order;
};

/// "<f8" and the like; numpy's array-protocol type strings.
std::optional<Type> type_of(std::string_view descr) {
  static std::map<std::string_view, Number> const numbers = {
      {"b1", Number::u8},  {"i1", Number::i8},  {"u1", Number::u8},  {"i2", Number::i16},
      {"u2", Number::u16}, {"i4", Number::i32}, {"u4", Number::u32}, {"i8", Number::i64},
      {"u8", Number::u64}, {"f4", Number::f32}, {"f8", Number::f64}};
  if (descr.empty() || std::string_view("<>|=").find(descr[0]) == std::string_view::npos) return {};
  auto const found = numbers.find(descr.substr(1));
  if (found == numbers.end()) return {};
  return Type{found->second, descr[0] == '>' ? std::endian::big : std::endian::little};
}

/// What follows 'key': in the header, a literal of a Python dictionary.
std::string_view value_of(std::string_view header, std::string_view key, std::string const& what) {
  std::size_t at = header.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos)
    throw ConfigError(
        fmt::format("{} is damaged (its header has no '{}'); copy or make it again", what, key));
  at = header.find_first_not_of(' ', at + key.size() + 3);
  return at == std::string_view::npos ? std::string_view() : header.substr(at);
}

Type parse_type(std::string_view value, std::string const& what) {
  std::size_t const end = value.starts_with('\'') ? value.find('\'', 1) : std::string_view::npos;
  std::string_view const descr = end == std::string_view::npos ? value : value.substr(1, end - 1);
  auto const type = type_of(descr);
  if (!type)
    throw ConfigError(
        fmt::format("{} has element type {} (lnz reads bool, integers, float32 and "
                    "float64); convert it with .astype",
                    what, in_quotes(descr)));
  return *type;
}

std::vector<std::size_t> parse_shape(std::string_view value, std::string const& what) {
  std::size_t const end = value.find(')');
  std::vector<std::size_t> shape;
  bool good = value.starts_with('(') && end != std::string_view::npos;
  if (good) {
    TextLines lines(value.substr(1, end - 1), what);
    if (auto const line = lines.next())
      for (std::string_view const word : line->words) {
        auto const side = as_count(word);
        good = good && side && shape.size() < kMostDimensions;
        shape.push_back(side.value_or(0));
      }
  }
  if (!good)
    throw ConfigError(fmt::format("{} is damaged (its shape is {}); copy or make it again", what,
                                  in_quotes(value.substr(0, std::min(end, value.size())))));
  return shape;
}

template <class T>
constexpr char const* descr_of() {
  if constexpr (std::is_same_v<T, double>) return "<f8";
  if constexpr (std::is_same_v<T, std::int64_t>) return "<i8";
  if constexpr (std::is_same_v<T, std::int32_t>) return "<i4";
  if constexpr (std::is_same_v<T, std::int8_t>) return "|i1";
}

std::string header_of(char const* descr, std::vector<std::size_t> const& shape) {
  constexpr std::size_t kLengthBytes = 2, kAlignment = 64;
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                 descr, fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  std::size_t const before = kMagic.size() + 2 + kLengthBytes;
  text.resize((before + text.size()) / kAlignment * kAlignment + kAlignment - before, ' ');
  text.back() = '\n';
  std::string bytes(kMagic);
  bytes += std::string("\1\0", 2);
  append_little(bytes, static_cast<std::uint16_t>(text.size()));
  return bytes + text;
}

}  // namespace

bool looks_like_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

Array read_npy(std::string_view bytes, std::string const& what) {
  if (!looks_like_npy(bytes))
    throw ConfigError(
        fmt::format("{} is not a .npy file (it lacks NumPy's magic string); check the path", what));
  ByteReader in(bytes, what);
  in.take(kMagic.size());
  unsigned const version = in.little<std::uint8_t>();
  in.take(1);
  if (version < 1 || version > 3)
    throw ConfigError(fmt::format(
        "{} has .npy format version {} (versions 1 to 3 are known); save it again", what, version));
  std::string_view const header =
      in.take(version == 1 ? in.little<std::uint16_t>() : in.little<std::uint32_t>());
  Type const type = parse_type(value_of(header, "descr", what), what);
  bool const fortran = value_of(header, "fortran_order", what).starts_with("True");
  std::vector<std::size_t> const shape = parse_shape(value_of(header, "shape", what), what);
  return decode(in.rest(), type.number, type.order, shape, fortran, what);
}

std::string npy_bytes(Array const& array) {
  return std::visit(
      [&]<class T>(std::vector<T> const& values) {
        return header_of(descr_of<T>(), array.shape) + little_endian_bytes(values);
      },
      array.values);
}

}  // namespace lnz
