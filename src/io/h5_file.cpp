#include "io/h5_file.hpp"

#include "io/atomic_file.hpp"
#include "io/inflate.hpp"
#include "io/input_file.hpp"
#include "io/probe.hpp"
#include "lnz/error.hpp"

#define H5_USE_110_API
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << 36;
constexpr std::size_t kMostAttributeValues = std::size_t{1} << 20;
constexpr std::size_t kDeepest = 32;  ///< groups within groups
/// Datasets that were never written are read as fill values and need no bytes in the file.
constexpr std::size_t kUnwrittenBytes = std::size_t{1} << 20;
constexpr std::size_t kProbeSeconds = 4, kSlowestBytesPerSecond = std::size_t{1} << 21;
constexpr std::size_t kDeflateFrom = std::size_t{1} << 16;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

/// HDF5 refused; the two public functions say about which file.
struct Failure {
  std::string what;
};

/// Owns one HDF5 id and closes it; throws Failure if the call that made it failed.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t), std::string const& what) : id_(id), close_(close) {
    if (id < 0) throw Failure{what};
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle(Handle const&) = delete;
  Handle& operator=(Handle const&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

template <class Status>
Status check(Status status, std::string const& what) {
  if (status < 0) throw Failure{what};
  return status;
}

/// Names in a file may hold anything; a message is one line.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return text;
}

void silence_library() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle properties(hid_t kind) { return {H5Pcreate(kind), H5Pclose, "properties"}; }

// ---- reading

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

/// Bytes in use by what has been read so far, against what the file can hold.
class Budget {
 public:
  explicit Budget(std::size_t file_bytes) : file_bytes_(file_bytes) {}

  void spend(std::size_t values, std::size_t value_bytes, std::size_t stored,
             std::string const& what) {
    bool const too_many = values > kMostValues || value_bytes > 16;
    std::size_t const bytes = too_many ? 0 : values * value_bytes;
    spent_ += bytes > kUnwrittenBytes ? bytes : 0;
    if (too_many ||
        (bytes > kUnwrittenBytes && !can_inflate_to(std::min(stored, file_bytes_), bytes)) ||
        !can_inflate_to(file_bytes_, spent_))
      throw Failure{fmt::format("{} claims {} values, a file of {} bytes cannot hold them", what,
                                values, file_bytes_)};
  }

 private:
  std::size_t file_bytes_;
  std::size_t spent_ = 0;
};

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

/// nullopt if the elements are not numbers.
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

std::string read_string(hid_t attribute, hid_t type, std::size_t file_bytes,
                        std::string const& what) {
  if (check(H5Tis_variable_str(type), what) > 0) {
    Handle const memory(H5Tcopy(H5T_C_S1), H5Tclose, what);
    check(H5Tset_size(memory, H5T_VARIABLE), what);
    check(H5Tset_cset(memory, H5Tget_cset(type)), what);
    char* characters = nullptr;
    check(H5Aread(attribute, memory, &characters), what);
    std::string text = characters ? characters : "";
    H5free_memory(characters);
    return text;
  }
  std::size_t const size = H5Tget_size(type);
  if (size > file_bytes) throw Failure{what + " claims more characters than the file has"};
  std::string text(size, '\0');
  check(H5Aread(attribute, type, text.data()), what);
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
    return read_string(attribute, type, file_bytes, what);
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

struct Contents {
  std::vector<std::string> groups, datasets;  ///< paths; the root is ""
};

/// All that hard links reach; links to other files are not followed. Groups once each, so that
/// a group linked into itself ends.
Contents contents_of(hid_t file) {
  Contents found{{""}, {}};
  std::set<haddr_t> seen;
  auto const collect = [](hid_t, char const* name, H5L_info_t const* info, void* out) -> herr_t {
    if (info->type == H5L_TYPE_HARD)
      static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  H5O_info_t info;
  check(H5Oget_info2(file, &info, H5O_INFO_BASIC), "the root group");
  seen.insert(info.addr);
  for (std::size_t i = 0; i < found.groups.size(); ++i) {
    std::string const path = found.groups[i];
    if (std::ranges::count(path, '/') >= static_cast<std::ptrdiff_t>(kDeepest))
      throw Failure{fmt::format("its groups are more than {} deep", kDeepest)};
    Handle const group(H5Gopen2(file, path.empty() ? "/" : path.c_str(), H5P_DEFAULT), H5Gclose,
                       "group /" + path);
    std::vector<std::string> names;
    check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names),
          "group /" + path);
    for (std::string const& name : names) {
      std::string const inner = path.empty() ? name : path + "/" + name;
      check(H5Oget_info_by_name2(group, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT),
            "/" + inner);
      if (info.type == H5O_TYPE_DATASET) found.datasets.push_back(inner);
      if (info.type == H5O_TYPE_GROUP && seen.insert(info.addr).second)
        found.groups.push_back(inner);
    }
  }
  return found;
}

bool error_is_truncation() {
  bool truncated = false;
  auto const look = [](unsigned, H5E_error2_t const* error, void* out) -> herr_t {
    if (error->min_num == H5E_TRUNCATED) *static_cast<bool*>(out) = true;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, look, &truncated);
  return truncated;
}

Handle open_file(std::string const& path, std::size_t file_bytes) {
  constexpr std::size_t kShortestFile = 96;  // a superblock and a root group
  htri_t const is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 <= 0)
    throw ConfigError(
        fmt::format("{} is not an HDF5 file (it lacks HDF5's signature); check the path", path));
  Handle const access = properties(H5P_FILE_ACCESS);
  H5Pset_file_locking(access, false, true);
  hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (file < 0 && (error_is_truncation() || file_bytes < kShortestFile))
    throw ConfigError(fmt::format("{} is truncated (it has only {} bytes); copy or make it again",
                                  path, file_bytes));
  return {file, H5Fclose, "it is not laid out as HDF5"};
}

Array read_only(hid_t file, std::string const& path, std::string const& only, Budget& budget) {
  // A link that leads out of the file is refused: its target may be anything.
  Handle const access = properties(H5P_DATASET_ACCESS);
  auto const refuse = [](char const*, char const*, char const*, char const*, unsigned*, hid_t,
                         void*) -> herr_t { return -1; };
  check(H5Pset_elink_cb(access, refuse, nullptr), "properties");
  hid_t const id = H5Dopen2(file, only.c_str(), access);
  if (id < 0)
    throw ConfigError(
        fmt::format("{} has no dataset '{}' (it has: {}); name one of these", path, only,
                    one_line(fmt::format("{}", fmt::join(contents_of(file).datasets, ", ")))));
  Handle const dataset(id, H5Dclose, only);
  auto array = read_array(dataset, budget, "dataset " + only);
  if (!array)
    throw ConfigError(
        fmt::format("{}: dataset '{}' does not hold numbers (lnz reads integers and reals); name "
                    "another",
                    path, only));
  return std::move(*array);
}

Record read_file(std::string const& path, std::string const& only, std::size_t file_bytes) try {
  Handle const file = open_file(path, file_bytes);
  Budget budget(file_bytes);
  Record record;
  record.source = path;
  if (!only.empty()) {
    record.arrays.emplace(only, read_only(file, path, only, budget));
    return record;
  }
  Contents const contents = contents_of(file);
  for (std::string const& group : contents.groups)
    read_attributes(Handle(H5Oopen(file, group.empty() ? "/" : group.c_str(), H5P_DEFAULT),
                           H5Oclose, "group /" + group),
                    group, file_bytes, record);
  for (std::string const& name : contents.datasets) {
    std::string const what = "dataset " + name;
    Handle const dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, what);
    read_attributes(dataset, name, file_bytes, record);
    if (auto array = read_array(dataset, budget, what))
      record.arrays.emplace(name, std::move(*array));
  }
  return record;
} catch (Failure const& failure) {
  throw ConfigError(
      fmt::format("{} is damaged ({}); copy or make it again", path, one_line(failure.what)));
} catch (std::bad_alloc const&) {
  throw ConfigError(fmt::format(
      "{} does not fit into memory ({} bytes on disk); use a machine with more", path, file_bytes));
}

// ---- writing

struct File {
  hid_t id;
  std::set<std::string> groups;
};

/// Creates the groups above `path`, and `path` itself if it is to be one.
void make_groups(File& file, std::string const& path, bool path_is_group) {
  Handle const untimed = properties(H5P_GROUP_CREATE);
  check(H5Pset_obj_track_times(untimed, false), "properties");
  for (std::size_t end = path.find('/'); !path.empty(); end = path.find('/', end + 1)) {
    bool const last = end == std::string::npos;
    if (last && !path_is_group) return;
    std::string const group = path.substr(0, end);
    if (file.groups.insert(group).second)
      Handle(H5Gcreate2(file.id, group.c_str(), H5P_DEFAULT, untimed, H5P_DEFAULT), H5Gclose,
             group);
    if (last) return;
  }
}

/// Chunks of at most kChunkBytes that are whole in the last axes.
std::vector<hsize_t> chunk_shape(std::vector<hsize_t> shape, std::size_t value_bytes) {
  std::size_t bytes = value_bytes;
  for (hsize_t const side : shape) bytes *= side;
  for (hsize_t& side : shape) {
    if (bytes <= kChunkBytes) break;
    std::size_t const slice = bytes / side;
    side = std::max<hsize_t>(1, kChunkBytes / slice);
    bytes = slice * side;
  }
  return shape;
}

void write_array(File& file, std::string const& path, Array const& array) {
  make_groups(file, path, false);
  Handle const layout = properties(H5P_DATASET_CREATE);
  check(H5Pset_obj_track_times(layout, false), path);
  std::visit(
      [&]<class T>(std::vector<T> const& values) {
        if (values.size() != array.size()) throw Failure{path + " has a shape of another size"};
        hid_t type = H5T_STD_I8LE, memory_type = H5T_NATIVE_INT8;
        if constexpr (std::is_same_v<T, double>)
          type = H5T_IEEE_F64LE, memory_type = H5T_NATIVE_DOUBLE;
        if constexpr (std::is_same_v<T, std::int64_t>)
          type = H5T_STD_I64LE, memory_type = H5T_NATIVE_INT64;
        if constexpr (std::is_same_v<T, std::int32_t>)
          type = H5T_STD_I32LE, memory_type = H5T_NATIVE_INT32;

        std::vector<hsize_t> const shape(array.shape.begin(), array.shape.end());
        int const rank = static_cast<int>(shape.size());
        if (rank > 0 && values.size() * sizeof(T) > kDeflateFrom) {
          check(H5Pset_chunk(layout, rank, chunk_shape(shape, sizeof(T)).data()), path);
          check(H5Pset_shuffle(layout), path);
          check(H5Pset_deflate(layout, 1), path);
        }
        Handle const space(
            rank ? H5Screate_simple(rank, shape.data(), nullptr) : H5Screate(H5S_SCALAR), H5Sclose,
            path);
        Handle const dataset(
            H5Dcreate2(file.id, path.c_str(), type, space, H5P_DEFAULT, layout, H5P_DEFAULT),
            H5Dclose, path);
        if (!values.empty())
          check(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), path);
      },
      array.values);
}

void write_attribute(File& file, std::string const& key, Attribute const& value) {
  std::size_t const at = key.find('@');
  std::string const path = key.substr(0, at), name = key.substr(at + 1);
  if (H5Lexists(file.id, path.empty() ? "/" : path.c_str(), H5P_DEFAULT) <= 0)
    make_groups(file, path, true);
  Handle const object(H5Oopen(file.id, path.empty() ? "/" : path.c_str(), H5P_DEFAULT), H5Oclose,
                      key);
  auto const write = [&](hid_t type, hid_t memory_type, std::optional<hsize_t> length,
                         void const* data) {
    Handle const space(length ? H5Screate_simple(1, &*length, nullptr) : H5Screate(H5S_SCALAR),
                       H5Sclose, key);
    Handle const attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose, key);
    if (length != 0) check(H5Awrite(attribute, memory_type, data), key);
  };
  std::visit(
      [&]<class T>(T const& v) {
        if constexpr (std::is_same_v<T, std::string>) {
          // Variable length, which h5py reads as str.
          Handle const text(H5Tcopy(H5T_C_S1), H5Tclose, key);
          check(H5Tset_size(text, H5T_VARIABLE), key);
          check(H5Tset_cset(text, H5T_CSET_UTF8), key);
          char const* const characters = v.c_str();
          write(text, text, {}, &characters);
        } else if constexpr (std::is_same_v<T, double>) {
          write(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {}, &v);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          write(H5T_STD_I64LE, H5T_NATIVE_INT64, {}, &v);
        } else if constexpr (std::is_same_v<T, std::vector<double>>) {
          write(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, v.size(), v.data());
        } else {
          write(H5T_STD_I64LE, H5T_NATIVE_INT64, v.size(), v.data());
        }
      },
      value);
}

/// The file that holds the record, built in memory: HDF5 itself never meets a full disk.
std::string h5_image(Record const& record) {
  Handle const access = properties(H5P_FILE_ACCESS), creation = properties(H5P_FILE_CREATE);
  check(H5Pset_fapl_core(access, 4 * kChunkBytes, false), "memory");
  // The earliest layout: HDF5 1.10 leaves a wrong superblock checksum in images of later ones.
  check(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "version bounds");
  check(H5Pset_obj_track_times(creation, false), "properties");
  Handle const handle(H5Fcreate("image", H5F_ACC_TRUNC, creation, access), H5Fclose, "memory");
  File file{handle, {}};
  for (auto const& [path, array] : record.arrays) write_array(file, path, array);
  for (auto const& [key, value] : record.attributes) write_attribute(file, key, value);
  check(H5Fflush(handle, H5F_SCOPE_GLOBAL), "flush");
  std::string image(static_cast<std::size_t>(check(H5Fget_file_image(handle, nullptr, 0), "size")),
                    '\0');
  check(H5Fget_file_image(handle, image.data(), image.size()), "image");
  return image;
}

}  // namespace

Record read_h5(std::string const& path, std::string const& only) {
  silence_library();
  std::size_t const file_bytes = input_size(path);
  // HDF5 1.10 can crash or loop on damaged files, e.g. in H5HG_read on a bad heap index.
  auto const most_seconds =
      static_cast<unsigned>(kProbeSeconds + file_bytes / kSlowestBytesPerSecond);
  std::string const death = death_of([&] { read_file(path, only, file_bytes); }, most_seconds);
  if (!death.empty())
    throw ConfigError(
        fmt::format("{} is damaged (reading it ends in: {}); copy or make it again", path, death));
  return read_file(path, only, file_bytes);
}

void write_h5(std::string const& path, Record const& record, bool keep_previous) {
  silence_library();
  std::string image;
  try {
    image = h5_image(record);
  } catch (Failure const& failure) {
    throw std::runtime_error(
        fmt::format("{} cannot be written (HDF5 refuses {})", path, failure.what));
  }
  replace_file(path, image, keep_previous);
}

}  // namespace lnz
