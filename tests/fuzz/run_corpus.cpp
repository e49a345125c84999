#include "fuzz/target.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

constexpr unsigned kSeconds = 20;  ///< a file; the slowest takes a hundredth
constexpr long kMemory = 1 << 20;  ///< KiB in all, sanitizers' own included

std::string bytes_of(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

long peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

/// run_corpus FOLDER: every file of the folder through the target; a signal ends it at the first
/// that breaks the target's promise.
int main(int argc, char* argv[]) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i)
    for (auto const& entry : std::filesystem::directory_iterator(argv[i]))
      files.push_back(entry.path());
  std::ranges::sort(files);
  if (files.empty()) {
    std::fputs("run_corpus: no files\n", stderr);
    return 1;
  }
  for (auto const& file : files) {
    std::string const bytes = bytes_of(file);
    std::fprintf(stderr, "%s\n", file.c_str());
    alarm(kSeconds);
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    alarm(0);
    if (peak_memory() > kMemory) {
      std::fputs("run_corpus: this file takes too much memory\n", stderr);
      return 1;
    }
  }
}
