#include "core/memory.hpp"
#include "io/h5_file.hpp"
#include "io/h5_values.hpp"
#include "io/inflate.hpp"
#include "io/input_file.hpp"
#include "io/probe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

void read_group_attributes(hid_t file, std::string const& group, std::size_t file_bytes,
                           Record& record) {
  Handle const object(H5Oopen(file, group.empty() ? "/" : group.c_str(), H5P_DEFAULT), H5Oclose,
                      "group /" + group);
  read_attributes(object, group, file_bytes, record);
}

void read_all(hid_t file, std::size_t file_bytes, Budget& budget, Record& record) {
  Contents const contents = contents_of(file);
  for (std::string const& group : contents.groups)
    read_group_attributes(file, group, file_bytes, record);
  for (std::string const& name : contents.datasets) {
    Handle const dataset = open_dataset(file, name);
    read_attributes(dataset, name, file_bytes, record);
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

Record read_h5(std::string const& path, std::string const& only) {
  std::size_t const file_bytes = input_size(path);
  return read_tried(path, file_bytes, [&](hid_t file, Budget& budget, Record& record) {
    if (only.empty())
      read_all(file, file_bytes, budget, record);
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

}  // namespace lnz
