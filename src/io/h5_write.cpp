#include "io/atomic_file.hpp"
#include "io/h5_file.hpp"
#include "io/h5_handle.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <stdexcept>

namespace lnz {
namespace {

using namespace h5;

constexpr std::size_t kDeflateFrom = std::size_t{1} << 16;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kImageStep = std::size_t{1} << 16;  // HDF5 clears as much for every image

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
std::string image_of(Record const& record) {
  Handle const access = properties(H5P_FILE_ACCESS), creation = properties(H5P_FILE_CREATE);
  check(H5Pset_fapl_core(access, kImageStep, false), "memory");
  // The earliest layout: HDF5 1.10 leaves a wrong superblock checksum in images of later ones.
  check(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "version bounds");
  check(H5Pset_obj_track_times(creation, false), "properties");
  // HDF5 looks for a file of this name first, and would read all of it: one that cannot be.
  char const* const name = "/dev/null/image";
  Handle const handle(H5Fcreate(name, H5F_ACC_TRUNC, creation, access), H5Fclose, "memory");
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

std::string h5_image(std::string const& path, Record const& record) {
  silence_library();
  try {
    return image_of(record);
  } catch (Failure const& failure) {
    throw std::runtime_error(
        fmt::format("{} cannot be written (HDF5 refuses {})", path, failure.what));
  }
}

void write_h5(std::string const& path, Record const& record, bool keep_previous) {
  replace_file(path, h5_image(path, record), keep_previous);
}

}  // namespace lnz
