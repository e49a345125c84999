#pragma once

#include <string>

namespace lnz {

/// What figures depend on.
struct Machine {
  std::string processor;      ///< as the system calls it
  double hertz;               ///< clock of the core when idle otherwise
  std::string vector_target;  ///< Highway's name for what the kernels run on
  unsigned cores;             ///< that this process may use
  std::string compiler;
  std::string blas;  ///< OpenBLAS kernels of the reference, empty if there are none
};

Machine this_machine();

}  // namespace lnz
