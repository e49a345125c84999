#pragma once

#include <string>
#include <string_view>

namespace lnz::fuzz {

/// A file without a disk, for readers that take a path.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(MemoryFile const&) = delete;
  MemoryFile& operator=(MemoryFile const&) = delete;

  void hold(std::string_view bytes);
  std::string path() const;

 private:
  int descriptor_;
};

}  // namespace lnz::fuzz
