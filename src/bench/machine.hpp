#pragma once

#include <string>

namespace lnz {

/// What figures depend on.
struct Machine {
  std::string processor;      ///< as the system calls it
  double hertz;               ///< clock of the core when idle otherwise
  std::string instructions;   ///< what they were limited to, "auto" for nothing
  std::string vector_target;  ///< Highway's name for what the kernels run on
  unsigned cores;             ///< that this process may use
  std::string compiler;
  std::string blas;  ///< OpenBLAS kernels of the reference, empty if there are none
};

/// `instructions` are those of limit_instructions.
Machine this_machine(std::string const& instructions);

}  // namespace lnz
