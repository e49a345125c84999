#pragma once

#include <cerrno>

namespace lnz {

/// The result of a system call, made again as long as a signal interrupts it.
template <class Call>
int uninterrupted(Call const& call) {
  for (;;)
    if (int const result = call(); result >= 0 || errno != EINTR) return result;
}

}  // namespace lnz
