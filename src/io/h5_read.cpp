#include "core/memory.hpp"
#include "io/h5_file.hpp"
#include "io/h5_values.hpp"
#include "io/inflate.hpp"
#include "io/input_file.hpp"
#include "io/probe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace lnz {
namespace {

using namespace h5;

constexpr std::size_t kDeepest = 32;  ///< groups within groups
constexpr std::size_t kTrialSeconds = 4, kMostTrialSeconds = 86400,
                      kSlowestBytesPerSecond = std::size_t{1} << 21;
constexpr std::size_t kTrialBytes = std::size_t{1} << 28;
constexpr std::size_t kWidening = 8;  ///< a byte of a file becomes at most a double

DamagedFile damaged(std::string const& path, std::string const& why) {
  return {fmt::format("{} is damaged ({}); copy or make it again", path, why), why};
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
    throw DamagedFile(
        fmt::format("{} is not an HDF5 file (it lacks HDF5's signature); check the path", path),
        "it lacks HDF5's signature");
  Handle const access = properties(H5P_FILE_ACCESS);
  H5Pset_file_locking(access, false, true);
  hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (file < 0 && (error_is_truncation() || file_bytes < kShortestFile))
    throw DamagedFile(fmt::format("{} is truncated (it has only {} bytes); copy or make it again",
                                  path, file_bytes),
                      fmt::format("it is truncated to {} bytes", file_bytes));
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
    throw ConfigError(fmt::format("{} has no dataset '{}' (it has: {}); name one of these", path,
                                  only, fmt::join(contents_of(file).datasets, ", ")));
  Handle const dataset(id, H5Dclose, only);
  auto array = read_array(dataset, budget, "dataset " + only);
  if (!array)
    throw ConfigError(
        fmt::format("{}: dataset '{}' does not hold numbers (lnz reads integers and reals); name "
                    "another",
                    path, only));
  return std::move(*array);
}

Handle open_dataset(hid_t file, std::string const& name) {
  return {H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "dataset " + name};
}

/// The length of an array of bytes that lie in the file as they are; nullopt of any other.
std::optional<std::size_t> plain_bytes(hid_t dataset, std::string const& what) {
  Handle const type(H5Dget_type(dataset), H5Tclose, what);
  Handle const space(H5Dget_space(dataset), H5Sclose, what);
  Handle const layout(H5Dget_create_plist(dataset), H5Pclose, what);
  if (H5Tequal(type, H5T_STD_I8LE) <= 0 || H5Sget_simple_extent_ndims(space) != 1 ||
      H5Pget_layout(layout) != H5D_CONTIGUOUS || H5Pget_external_count(layout) != 0)
    return {};
  auto const n = static_cast<std::size_t>(check(H5Sget_simple_extent_npoints(space), what));
  if (H5Dget_storage_size(dataset) != n) return {};
  return n;
}

void read_group_attributes(hid_t file, std::string const& group, std::size_t file_bytes,
                           Record& record) {
  Handle const object(H5Oopen(file, group.empty() ? "/" : group.c_str(), H5P_DEFAULT), H5Oclose,
                      "group /" + group);
  read_attributes(object, group, file_bytes, record);
}

void read_all(hid_t file, LeftInFile const& left, std::size_t file_bytes, Budget& budget,
              Record& record) {
  Contents const contents = contents_of(file);
  for (std::string const& group : contents.groups)
    read_group_attributes(file, group, file_bytes, record);
  for (std::string const& name : contents.datasets) {
    Handle const dataset = open_dataset(file, name);
    read_attributes(dataset, name, file_bytes, record);
    if (name == left.array)
      if (auto const n = plain_bytes(dataset, "dataset " + name); n && *n > left.beyond) {
        record.arrays[name] = {{*n}, std::vector<std::int8_t>()};
        continue;
      }
    if (auto array = read_array(dataset, budget, "dataset " + name))
      record.arrays.emplace(name, std::move(*array));
  }
}

void read_chosen(hid_t file, ChooseDatasets const& choose, std::size_t file_bytes, Budget& budget,
                 Record& record) {
  read_group_attributes(file, "", file_bytes, record);
  for (std::string const& name : choose(contents_of(file).datasets)) {
    Handle const dataset = open_dataset(file, name);
    if (auto text = read_text(dataset, budget, file_bytes, "dataset " + name))
      record.attributes["@" + name] = std::move(*text);
    else if (auto array = read_array(dataset, budget, "dataset " + name))
      record.arrays.emplace(name, std::move(*array));
  }
}

/// What `work(file, budget, record)` reads.
template <class Work>
Record read_file(std::string const& path, std::size_t file_bytes, Work const& work) try {
  Handle const file = open_file(path, file_bytes);
  Budget budget(path, file_bytes);
  Record record;
  record.source = path;
  work(file, budget, record);
  return record;
} catch (Failure const& failure) {
  throw damaged(path, failure.what);
} catch (std::bad_alloc const&) {
  throw ConfigError(fmt::format(
      "{} does not fit into memory ({} bytes on disk); use a machine with more", path, file_bytes));
}

/// The same, once a copy of the process has come through it.
template <class Work>
Record read_tried(std::string const& path, std::size_t file_bytes, Work const& work) {
  silence_library();
  // HDF5 1.10 can crash or loop on damaged files, e.g. in H5HG_read on a bad heap index.
  // Filters unpack all that a chunk's bytes hold, also what the chunk has no room for.
  TrialBounds const bounds{
      .cpu_seconds = static_cast<unsigned>(
          std::min(kTrialSeconds + file_bytes / kSlowestBytesPerSecond, kMostTrialSeconds)),
      .memory = kTrialBytes +
                kWidening * std::min(most_inflated(file_bytes), memory_limit() / kWidening)};
  std::string const death = death_of([&] { read_file(path, file_bytes, work); }, bounds);
  if (!death.empty()) throw damaged(path, "reading it ends in: " + death);
  return read_file(path, file_bytes, work);
}

}  // namespace

Record read_h5(std::string const& path, std::string const& only, LeftInFile const& left) {
  std::size_t const file_bytes = input_size(path);
  return read_tried(path, file_bytes, [&](hid_t file, Budget& budget, Record& record) {
    if (only.empty())
      read_all(file, left, file_bytes, budget, record);
    else
      record.arrays.emplace(only, read_only(file, path, only, budget));
  });
}

Record read_h5_chosen(std::string const& path, ChooseDatasets const& choose) {
  std::size_t const file_bytes = input_size(path);
  return read_tried(path, file_bytes, [&](hid_t file, Budget& budget, Record& record) {
    read_chosen(file, choose, file_bytes, budget, record);
  });
}

void read_h5_bytes(std::string const& path, std::string const& array, std::size_t first,
                   std::vector<std::size_t> const& sizes,
                   std::function<void(std::size_t, std::span<std::byte const>)> const& sink) try {
  silence_library();
  Handle const file = open_file(path, input_size(path));
  Handle const dataset(H5Dopen2(file, array.c_str(), H5P_DEFAULT), H5Dclose, array);
  Handle const space(H5Dget_space(dataset), H5Sclose, array);
  std::vector<std::byte> piece;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    hsize_t const start = first, count = sizes[i];
    piece.resize(sizes[i]);
    if (count > 0) {
      Handle const memory(H5Screate_simple(1, &count, nullptr), H5Sclose, array);
      check(H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, nullptr, &count, nullptr), array);
      check(H5Dread(dataset, H5T_NATIVE_INT8, memory, space, H5P_DEFAULT, piece.data()), array);
    }
    first += sizes[i];
    sink(i, piece);
  }
} catch (Failure const& failure) {
  throw damaged(path, failure.what);
}

}  // namespace lnz
