#include "io/h5_values.hpp"

#include "core/memory.hpp"
#include "io/inflate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lnz::h5 {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << 36;
constexpr std::size_t kMostAttributeValues = std::size_t{1} << 20;
/// Datasets that were never written are read as fill values and need no bytes in the file.
constexpr std::size_t kUnwrittenBytes = std::size_t{1} << 20;

/// How a file's element type is read; `none` for what is not a number.
enum class Element { none, real, byte, unsigned_byte, int32, int64, unsigned_int64 };

Element element_of(hid_t type) {
  std::size_t const size = H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return size <= 16 ? Element::real : Element::none;
    case H5T_ENUM:
      return element_of(Handle(H5Tget_super(type), H5Tclose, "enumeration"));
    case H5T_INTEGER:
      break;
    default:
      return Element::none;
  }
  bool const is_signed = H5Tget_sign(type) != H5T_SGN_NONE;
  if (size == 1) return is_signed ? Element::byte : Element::unsigned_byte;
  if (size < 4 || (size == 4 && is_signed)) return Element::int32;
  if (size < 8 || (size == 8 && is_signed)) return Element::int64;
  return size == 8 ? Element::unsigned_int64 : Element::none;
}

void refuse_wrapped(std::vector<std::int64_t> const& read_as_unsigned, std::string const& what) {
  if (std::ranges::any_of(read_as_unsigned, [](std::int64_t x) { return x < 0; }))
    throw Failure{what + " holds whole numbers above 2^63 - 1"};
}

template <class T>
std::vector<T> read_values(hid_t dataset, std::size_t n, hid_t memory_type,
                           std::string const& what) {
  std::vector<T> values(n);
  if (n) check(H5Dread(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), what);
  return values;
}

/// Throws unless the raw data lie in this file and their chunks are of a size it can hold.
void check_storage(hid_t dataset, std::size_t values, std::size_t value_bytes, Budget& budget,
                   std::string const& what) {
  Handle const layout(H5Dget_create_plist(dataset), H5Pclose, what);
  if (H5Pget_external_count(layout) != 0 || H5Pget_layout(layout) == H5D_VIRTUAL)
    throw Failure{what + " keeps its values in other files"};
  std::size_t chunk_values = 1;
  if (H5Pget_layout(layout) == H5D_CHUNKED) {
    std::array<hsize_t, H5S_MAX_RANK> chunk{};
    int const rank = check(H5Pget_chunk(layout, H5S_MAX_RANK, chunk.data()), what);
    for (int d = 0; d < rank; ++d) {
      if (chunk[d] > kMostValues / std::max<std::size_t>(chunk_values, 1))
        throw Failure{what + " has chunks of an impossible size"};
      chunk_values *= chunk[d];
    }
  }
  budget.spend(std::max(values, values ? chunk_values : 0), value_bytes,
               H5Dget_storage_size(dataset), what);
}

/// One text; `read(memory_type, into)` is H5Aread or H5Dread.
template <class Read>
std::string read_string(Read const& read, hid_t type, std::size_t file_bytes,
                        std::string const& what) {
  if (check(H5Tis_variable_str(type), what) > 0) {
    Handle const memory(H5Tcopy(H5T_C_S1), H5Tclose, what);
    check(H5Tset_size(memory, H5T_VARIABLE), what);
    check(H5Tset_cset(memory, H5Tget_cset(type)), what);
    char* characters = nullptr;
    check(read(memory, &characters), what);
    std::string text = characters ? characters : "";
    H5free_memory(characters);
    return text;
  }
  std::size_t const size = H5Tget_size(type);
  if (size > file_bytes) throw Failure{what + " claims more characters than the file has"};
  std::string text(size, '\0');
  check(read(type, text.data()), what);
  text.resize(std::min(text.find('\0'), text.size()));
  if (H5Tget_strpad(type) == H5T_STR_SPACEPAD) text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

/// nullopt for anything but numbers and text, one of them or (numbers) a list.
std::optional<Attribute> read_attribute(hid_t attribute, std::size_t file_bytes,
                                        std::string const& what) {
  Handle const type(H5Aget_type(attribute), H5Tclose, what);
  Handle const space(H5Aget_space(attribute), H5Sclose, what);
  int const rank = check(H5Sget_simple_extent_ndims(space), what);
  auto const n = static_cast<std::size_t>(check(H5Sget_simple_extent_npoints(space), what));
  if (rank > 1 || H5Sget_simple_extent_type(space) == H5S_NULL || n > kMostAttributeValues)
    return {};
  if (H5Tget_class(type) == H5T_STRING) {
    if (n != 1) return {};
    return read_string([&](hid_t memory, void* into) { return H5Aread(attribute, memory, into); },
                       type, file_bytes, what);
  }
  Element const element = element_of(type);
  if (element == Element::none) return {};
  auto const read = [&]<class T>(std::vector<T> values, hid_t memory_type) -> Attribute {
    if (n) check(H5Aread(attribute, memory_type, values.data()), what);
    if constexpr (std::is_integral_v<T>)
      if (element == Element::unsigned_int64) refuse_wrapped(values, what);
    if (rank == 0) return values[0];
    return values;
  };
  if (element == Element::real) return read(std::vector<double>(n), H5T_NATIVE_DOUBLE);
  return read(std::vector<std::int64_t>(n),
              element == Element::unsigned_int64 ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64);
}

}  // namespace

void Budget::spend(std::size_t values, std::size_t value_bytes, std::size_t stored,
                   std::string const& what) {
  bool const too_many = values > kMostValues || value_bytes > 16;
  std::size_t const bytes = too_many ? 0 : values * value_bytes;
  spent_ += bytes;
  if (too_many ||
      (bytes > kUnwrittenBytes && !can_inflate_to(std::min(stored, file_bytes_), bytes)) ||
      (spent_ > kUnwrittenBytes && !can_inflate_to(file_bytes_, spent_ - kUnwrittenBytes)))
    throw Failure{fmt::format("{} claims {} values, a file of {} bytes cannot hold them", what,
                              values, file_bytes_)};
  values_ += values;
  require_memory(static_cast<double>(values_) * sizeof(double), path_ + ", " + what,
                 "use a machine with more");
}

std::optional<Array> read_array(hid_t dataset, Budget& budget, std::string const& what) {
  Handle const type(H5Dget_type(dataset), H5Tclose, what);
  Handle const space(H5Dget_space(dataset), H5Sclose, what);
  Element const element = element_of(type);
  if (element == Element::none || H5Sget_simple_extent_type(space) == H5S_NULL) return {};

  Array array;
  std::array<hsize_t, H5S_MAX_RANK> shape{};
  int const rank = check(H5Sget_simple_extent_dims(space, shape.data(), nullptr), what);
  array.shape.assign(shape.begin(), shape.begin() + rank);
  std::size_t n = 1;
  for (std::size_t const side : array.shape) {
    if (side > kMostValues / std::max<std::size_t>(n, 1))
      throw Failure{what + " claims more than 2^36 values"};
    n *= side;
  }
  check_storage(dataset, n, H5Tget_size(type), budget, what);

  switch (element) {
    case Element::real:
      array.values = read_values<double>(dataset, n, H5T_NATIVE_DOUBLE, what);
      break;
    case Element::byte:
      array.values = read_values<std::int8_t>(dataset, n, H5T_NATIVE_SCHAR, what);
      break;
    case Element::unsigned_byte: {
      auto bytes = read_values<std::int8_t>(dataset, n, H5T_NATIVE_UCHAR, what);
      if (std::ranges::all_of(bytes, [](std::int8_t x) { return x >= 0; })) {
        array.values = std::move(bytes);
      } else {
        std::vector<std::int32_t> wide(n);
        std::ranges::transform(bytes, wide.begin(), [](std::int8_t x) { return std::uint8_t(x); });
        array.values = std::move(wide);
      }
      break;
    }
    case Element::int32:
      array.values = read_values<std::int32_t>(dataset, n, H5T_NATIVE_INT32, what);
      break;
    case Element::unsigned_int64: {
      auto values = read_values<std::int64_t>(dataset, n, H5T_NATIVE_UINT64, what);
      refuse_wrapped(values, what);
      array.values = std::move(values);
      break;
    }
    default:
      array.values = read_values<std::int64_t>(dataset, n, H5T_NATIVE_INT64, what);
  }
  return array;
}

std::optional<std::string> read_text(hid_t dataset, Budget& budget, std::size_t file_bytes,
                                     std::string const& what) {
  Handle const type(H5Dget_type(dataset), H5Tclose, what);
  Handle const space(H5Dget_space(dataset), H5Sclose, what);
  if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_type(space) != H5S_SCALAR) return {};
  check_storage(dataset, H5Tget_size(type), 1, budget, what);
  return read_string(
      [&](hid_t memory, void* into) {
        return H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, into);
      },
      type, file_bytes, what);
}

void read_attributes(hid_t object, std::string const& path, std::size_t file_bytes,
                     Record& record) {
  std::vector<std::string> names;
  auto const collect = [](hid_t, char const* name, H5A_info_t const*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t position = 0;
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &position, collect, &names),
        "attributes of /" + path);
  for (std::string const& name : names) {
    std::string const what = fmt::format("attribute {} of /{}", name, path);
    Handle const attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, what);
    if (auto value = read_attribute(attribute, file_bytes, what))
      record.attributes.emplace(path + "@" + name, std::move(*value));
  }
}

}  // namespace lnz::h5
