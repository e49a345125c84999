#include "bench/open_blas.hpp"

#include "bench/instructions.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace lnz {
namespace {

constexpr char const* kLibrary = "libopenblas.so.0";

}  // namespace

OpenBlas const* OpenBlas::find() {
  static OpenBlas const found = [] {
    OpenBlas out;
    constexpr int kKeepUsersChoice = 0;
    if (std::string const core = blas_core(); !core.empty())
      setenv("OPENBLAS_CORETYPE", core.c_str(), kKeepUsersChoice);
    void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (!library) return out;
    auto const set_threads =
        reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads"));
    out.core_name_ = reinterpret_cast<CoreName>(dlsym(library, "openblas_get_corename"));
    if (!set_threads || !out.core_name_) return out;
    set_threads(1);
    out.sgemm_ = reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm"));
    return out;
  }();
  return found.sgemm_ ? &found : nullptr;
}

void OpenBlas::multiply(MatrixProduct const& p) const {
  constexpr int kRowMajor = 101, kPlain = 111, kTransposed = 112;  // of cblas.h
  sgemm_(kRowMajor, kPlain, p.transposed_b ? kTransposed : kPlain, p.rows, p.columns, p.depth, 1,
         p.a, p.lda, p.b, p.ldb, 0, p.c, p.ldc);
}

std::string OpenBlas::core() const { return core_name_(); }

}  // namespace lnz
