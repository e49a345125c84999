#include "io/mat_file.hpp"

#include "io/byte_reader.hpp"
#include "io/byte_writer.hpp"
#include "io/inflate.hpp"
#include "io/raw_numbers.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <optional>

namespace lnz {
namespace {

constexpr std::string_view kTitle = "MATLAB ";
constexpr std::size_t kTitleBytes = 116, kSubsystemBytes = 8;
constexpr std::uint16_t kVersion5 = 0x0100, kVersion73 = 0x0200;
constexpr std::size_t kTagBytes = 8;
constexpr std::size_t kMostDimensions = 32;

// Table 1-1, data types, and table 1-3, array classes.
constexpr std::uint32_t kInt32 = 5, kMatrix = 14, kCompressed = 15;
constexpr std::uint32_t kFirstNumericClass = 6, kLastNumericClass = 15;
constexpr std::uint32_t kComplexFlag = 0x0800;

std::optional<Number> number_of(std::uint32_t data_type) {
  switch (data_type) {
    case 1:
      return Number::i8;
    case 2:
      return Number::u8;
    case 3:
      return Number::i16;
    case 4:
      return Number::u16;
    case 5:
      return Number::i32;
    case 6:
      return Number::u32;
    case 7:
      return Number::f32;
    case 9:
      return Number::f64;
    case 12:
      return Number::i64;
    case 13:
      return Number::u64;
    default:
      return {};
  }
}

struct Element {
  std::uint32_t type;
  std::string_view data;
};

/// A tag and its data; up to four bytes of data lie within the tag itself.
Element next_element(ByteReader& in) {
  auto const type = in.little<std::uint32_t>();
  if (std::uint32_t const small_size = type >> 16; small_size != 0) {
    if (small_size > 4)
      throw ConfigError(fmt::format("{} is damaged (a small element of {} bytes); copy it again",
                                    in.what(), small_size));
    return {type & 0xffff, in.take(4).substr(0, small_size)};
  }
  auto const size = in.little<std::uint32_t>();
  std::string_view const data = in.take(size);
  // Data fill whole words of eight bytes, compressed ones do not, and the last may be cut short.
  if (type != kCompressed) in.take(std::min<std::size_t>((8 - size % 8) % 8, in.left()));
  return {type, data};
}

void add_matrix(std::string_view bytes, Record& record) {
  std::string const& what = record.source;
  ByteReader in(bytes, what);
  ByteReader flags(next_element(in).data, what);
  auto const flag_word = flags.little<std::uint32_t>();
  std::uint32_t const array_class = flag_word & 0xff;
  if (array_class < kFirstNumericClass || array_class > kLastNumericClass ||
      flag_word & kComplexFlag)
    return;

  Element const dimensions = next_element(in);
  std::size_t const rank = dimensions.data.size() / 4;
  if (dimensions.type != kInt32 || rank > kMostDimensions)
    throw ConfigError(
        fmt::format("{} is damaged (a variable has {} dimensions); copy it again", what, rank));
  ByteReader sides(dimensions.data, what);
  std::vector<std::size_t> shape(rank);
  for (std::size_t& side : shape) side = sides.little<std::uint32_t>();

  std::string const name(next_element(in).data);
  std::string const variable = fmt::format("{}, variable {}", what, in_quotes(name));
  Element const values = next_element(in);
  auto const type = number_of(values.type);
  if (!type)
    throw ConfigError(
        fmt::format("{} is damaged (its elements are of unknown type {}); copy it again", variable,
                    values.type));
  record.arrays[name] =
      decode(values.data, *type, std::endian::little, shape, /*column_major=*/true, variable);
}

/// The one element in compressed data.
std::string unpacked_element(std::string_view packed, std::string const& what) {
  std::string const start = inflated(packed, Wrapping::zlib, kTagBytes, what);
  ByteReader tag(start, what);
  tag.take(4);
  std::size_t const size = kTagBytes + tag.little<std::uint32_t>();
  if (!can_inflate_to(packed.size(), size))
    throw ConfigError(fmt::format("{} is damaged ({} bytes claim to hold {}); copy it again", what,
                                  packed.size(), size));
  // One byte more than promised, so that the end and its checksum are reached.
  return inflated(packed, Wrapping::zlib, size + 1, what);
}

std::string element(std::uint32_t type, std::string const& data) {
  std::string bytes;
  append_little(bytes, type);
  append_little(bytes, static_cast<std::uint32_t>(data.size()));
  bytes += data;
  bytes.resize((bytes.size() + 7) / 8 * 8, '\0');
  return bytes;
}

struct Codes {
  std::uint32_t array_class, data_type;
};

template <class T>
constexpr Codes codes_of() {
  if constexpr (std::is_same_v<T, double>) return {6, 9};
  if constexpr (std::is_same_v<T, std::int64_t>) return {14, 12};
  if constexpr (std::is_same_v<T, std::int32_t>) return {12, 5};
  if constexpr (std::is_same_v<T, std::int8_t>) return {8, 1};
}

/// All matrices have two dimensions or more.
std::string dimensions(std::vector<std::size_t> shape) {
  while (shape.size() < 2) shape.insert(shape.begin(), 1);
  std::string bytes;
  for (std::size_t const side : shape) append_little(bytes, static_cast<std::uint32_t>(side));
  return bytes;
}

std::string matrix(std::string const& name, Array const& array) {
  constexpr std::uint32_t kFlags = 6, kName = 1;
  Array const column_major = reversed_axes(array);
  return std::visit(
      [&]<class T>(std::vector<T> const& values) {
        constexpr Codes codes = codes_of<T>();
        std::string flags;
        append_little(flags, codes.array_class);
        append_little(flags, std::uint32_t{0});
        return element(kMatrix, element(kFlags, flags) + element(kInt32, dimensions(array.shape)) +
                                    element(kName, name) +
                                    element(codes.data_type, little_endian_bytes(values)));
      },
      column_major.values);
}

}  // namespace

bool looks_like_mat(std::string_view bytes) { return bytes.starts_with(kTitle); }

Record read_mat(std::string_view bytes, std::string const& what) {
  Record record;
  record.source = what;
  if (!looks_like_mat(bytes))
    throw ConfigError(fmt::format(
        "{} is not a MATLAB file of version 5 or later (it lacks the title); save it with -v7",
        what));
  ByteReader in(bytes, what);
  in.take(kTitleBytes + kSubsystemBytes);
  auto const version = in.little<std::uint16_t>();
  std::string_view const byte_order = in.take(2);
  if (version == kVersion73)
    throw ConfigError(
        fmt::format("{} is a MATLAB v7.3 file (only v5 to v7 are read); in MATLAB, "
                    "save(file, '-v7')",
                    what));
  if (byte_order != "IM" || version != kVersion5)
    throw ConfigError(fmt::format(
        "{} is not a little-endian MATLAB v5 file (version {:#06x}, byte order {}); save "
        "it again with -v7",
        what, version, byte_order == "MI" ? "big-endian" : "unknown"));
  while (in.left() >= kTagBytes) {
    Element const element = next_element(in);
    if (element.type == kMatrix) add_matrix(element.data, record);
    if (element.type == kCompressed) {
      std::string const unpacked = unpacked_element(element.data, what);
      ByteReader inner(unpacked, what);
      if (Element const matrix = next_element(inner); matrix.type == kMatrix)
        add_matrix(matrix.data, record);
    }
  }
  if (in.left() > 0) in.take(kTagBytes);
  return record;
}

std::string mat_bytes(Record const& arrays) {
  constexpr std::size_t kMostValues = std::size_t{1} << 28;  // of 8 bytes
  std::string bytes = std::string(kTitle) + "5.0 MAT-file, written by lnz";
  bytes.resize(kTitleBytes, ' ');
  bytes.resize(kTitleBytes + kSubsystemBytes, '\0');
  append_little(bytes, kVersion5);
  bytes += "IM";
  for (auto const& [name, array] : arrays.arrays) {
    if (array.size() >= kMostValues)
      throw ConfigError(
          fmt::format("{}: {} takes 2 GiB or more (MATLAB v5 files hold less); export it as .npz",
                      arrays.source, name));
    bytes += matrix(name, array);
  }
  return bytes;
}

}  // namespace lnz
