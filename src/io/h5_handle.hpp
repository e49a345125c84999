#pragma once

#define H5_USE_110_API
#include <hdf5.h>

#include <string>
#include <utility>

/// What io/h5_*.cpp share; nothing else includes HDF5.
namespace lnz::h5 {

/// HDF5 refused; read_h5 and write_h5 say about which file.
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

/// Before any other call: errors are not printed, and nothing is done when the process exits, where
/// a file that could not be closed would crash it.
inline void silence_library() {
  static herr_t const first = H5dont_atexit();
  static_cast<void>(first);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

inline Handle properties(hid_t kind) { return {H5Pcreate(kind), H5Pclose, "properties"}; }

}  // namespace lnz::h5
