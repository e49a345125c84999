#pragma once

#include <cstddef>
#include <string>

namespace lnz {

/// C = A B or A B', row-major, C [rows, columns], A [rows, depth]; a leading dimension each.
struct MatrixProduct {
  int rows, columns, depth;
  bool transposed_b;
  float const* a;
  int lda;
  float const* b;
  int ldb;
  float* c;
  int ldc;
};

/// OpenBLAS on one thread, found when the program runs: nothing of lnz needs it but measurements.
///
/// Debian's 0.3.21 takes newer processors for a Prescott of 2004, at a sixth of their speed; unless
/// OPENBLAS_CORETYPE is set, the kernels are those of instructions.hpp's blas_core.
class OpenBlas {
 public:
  /// Null if the library is not installed.
  static OpenBlas const* find();

  void multiply(MatrixProduct const& product) const;
  std::string core() const;  ///< the kernels it uses, "SkylakeX"

 private:
  using Sgemm = void (*)(int order, int transposed_a, int transposed_b, int m, int n, int k,
                         float alpha, float const* a, int lda, float const* b, int ldb, float beta,
                         float* c, int ldc);
  using CoreName = char* (*)();

  Sgemm sgemm_ = nullptr;
  CoreName core_name_ = nullptr;
};

}  // namespace lnz
