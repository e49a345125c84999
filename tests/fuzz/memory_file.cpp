#include "fuzz/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace lnz::fuzz {

MemoryFile::MemoryFile() : descriptor_(memfd_create("input", 0)) {
  if (descriptor_ < 0) std::abort();
}

MemoryFile::~MemoryFile() { close(descriptor_); }

void MemoryFile::hold(std::string_view bytes) {
  bool const held =
      ftruncate(descriptor_, 0) == 0 &&
      pwrite(descriptor_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  if (!held) std::abort();
}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace lnz::fuzz
