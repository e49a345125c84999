#include "io/h5_collective.hpp"

#include "io/h5_handle.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <optional>

namespace lnz {
namespace {

using namespace h5;

/// What HDF5 takes for an MPI communicator, whatever type that is: the one kept at this address.
struct Lent {
  void const* handle;
  template <class T>
  operator T() const {
    return *static_cast<T const*>(handle);
  }
};

Handle own_access() {
  Handle access = properties(H5P_FILE_ACCESS);
  check(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "version bounds");
  check(H5Pset_file_locking(access, false, true), "locks");
  return access;
}

Handle shared_access(Communicator const& comm) {
  Handle access = own_access();
  if (comm.handle() != nullptr)
    check(H5Pset_fapl_mpio(access, Lent{comm.handle()}, MPI_INFO_NULL), "MPI");
  return access;
}

Handle shared_transfer(Communicator const& comm) {
  Handle transfer = properties(H5P_DATASET_XFER);
  if (comm.handle() == nullptr) return transfer;
  check(H5Pset_dxpl_mpio(transfer, H5FD_MPIO_COLLECTIVE), "collective transfer");
  // Every rank's part is one range of the file: passing it through others' buffers gains nothing.
  check(H5Pset_dxpl_mpio_collective_opt(transfer, H5FD_MPIO_INDIVIDUAL_IO), "own ranges");
  return transfer;
}

Handle text_type(std::string const& name, std::size_t characters) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, name);
  check(H5Tset_size(type, characters), name);
  check(H5Tset_cset(type, H5T_CSET_UTF8), name);
  return type;
}

[[noreturn]] void end_job(std::string const& path, std::string const& what,
                          Communicator const& comm) {
  fmt::print(
      stderr,
      "lnz: error: {} cannot be written (HDF5 refuses {} on rank {}); see to its file system "
      "and run the same command again\n",
      path, what, comm.rank());
  std::fflush(stderr);
  constexpr int kFault = 1;
  comm.abort(kFault);
}

/// Changes a file from this process alone by `work(file)`.
template <class Work>
void amend(std::string const& draft, std::string const& path, Communicator const& comm,
           Work const& work) {
  silence_library();
  hid_t file = -1;
  std::string refused;
  try {
    file = check(H5Fopen(draft.c_str(), H5F_ACC_RDWR, own_access()), "to open it");
    work(file);
    check(H5Fflush(file, H5F_SCOPE_GLOBAL), "to write");
  } catch (Failure const& failure) {
    refused = failure.what;
  }
  if (file >= 0 && H5Fclose(file) < 0) end_job(path, "to close it", comm);
  if (refused.empty()) return;
  throw StorageError(
      fmt::format("{} cannot be written (HDF5 refuses {}); see to its file system and run the same "
                  "command again",
                  path, refused));
}

}  // namespace

struct CollectiveArray::Impl {
  std::string path;
  Communicator comm;
  std::optional<Handle> transfer = {}, dataset = {};
  hid_t file = -1;
};

CollectiveArray::CollectiveArray(std::string const& draft, std::string const& path,
                                 std::string const& array, Communicator const& comm)
    : impl_(new Impl{path, comm}) {
  silence_library();
  try {
    impl_->transfer.emplace(shared_transfer(comm));
    impl_->file = check(H5Fopen(draft.c_str(), H5F_ACC_RDWR, shared_access(comm)), "to open it");
    impl_->dataset.emplace(H5Dopen2(impl_->file, array.c_str(), H5P_DEFAULT), H5Dclose, array);
  } catch (Failure const& failure) {
    end_job(path, failure.what, comm);
  }
}

CollectiveArray::~CollectiveArray() { close(); }

bool CollectiveArray::write(std::size_t first, std::span<std::byte const> bytes) try {
  hsize_t const start = first, count = bytes.size();
  Handle const in_file(H5Dget_space(*impl_->dataset), H5Sclose, "space"),
      in_memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "space");
  if (count > 0)
    check(H5Sselect_hyperslab(in_file, H5S_SELECT_SET, &start, nullptr, &count, nullptr), "range");
  else
    check(H5Sselect_none(in_file), "range");
  return H5Dwrite(*impl_->dataset, H5T_NATIVE_INT8, in_memory, in_file, *impl_->transfer,
                  bytes.data()) >= 0;
} catch (Failure const&) {
  return false;
}

void CollectiveArray::close() {
  if (impl_->file < 0) return;
  impl_->dataset.reset();
  if (H5Fclose(std::exchange(impl_->file, -1)) < 0)
    end_job(impl_->path, "to close it", impl_->comm);
}

void add_plain_array(std::string const& draft, std::string const& path, std::string const& array,
                     std::size_t bytes, std::string const& text, std::size_t characters,
                     Communicator const& comm) {
  amend(draft, path, comm, [&](hid_t file) {
    Handle const layout = properties(H5P_DATASET_CREATE);
    check(H5Pset_obj_track_times(layout, false), array);
    check(H5Pset_fill_time(layout, H5D_FILL_TIME_NEVER), array);  // all of it is written
    check(H5Pset_alloc_time(layout, H5D_ALLOC_TIME_EARLY), array);
    hsize_t const size = bytes;
    Handle const space(H5Screate_simple(1, &size, nullptr), H5Sclose, array),
        scalar(H5Screate(H5S_SCALAR), H5Sclose, text),
        type = text_type(text, characters),
        dataset(
            H5Dcreate2(file, array.c_str(), H5T_STD_I8LE, space, H5P_DEFAULT, layout, H5P_DEFAULT),
            H5Dclose, array),
        attribute(H5Acreate2(file, text.c_str(), type, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                  text);
  });
}

void set_plain_text(std::string const& draft, std::string const& path, std::string const& text,
                    std::string const& characters, Communicator const& comm) {
  amend(draft, path, comm, [&](hid_t file) {
    Handle const type = text_type(text, characters.size()),
                 attribute(H5Aopen(file, text.c_str(), H5P_DEFAULT), H5Aclose, text);
    check(H5Awrite(attribute, type, characters.data()), text);
  });
}

}  // namespace lnz
