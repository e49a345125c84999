#include "io/import.hpp"

#include "fuzz/bytes.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/target.hpp"
#include "fuzz/wrapped.hpp"

namespace {

/// A .npz file of arrays whose .npy files the input gives one after the other.
std::string archive(lnz::fuzz::Bytes in) {
  constexpr char const* kNames[] = {"W", "b", "c", "J", "edges", "h", "n"};
  std::vector<std::pair<std::string, std::string_view>> files;
  for (char const* const name : kNames)
    if (std::string_view const bytes = in.text(); !bytes.empty())
      files.emplace_back(std::string(name) + ".npy", bytes);
  return lnz::fuzz::zipped(files);
}

}  // namespace

/// `lnz model import`: the first byte says whether the pixels are transposed and whether the others
/// are a file or arrays of one.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static lnz::fuzz::MemoryFile file;
  lnz::fuzz::Bytes in(lnz::fuzz::text_of(data, size));
  auto const how = in.number();
  file.hold(how & 1 ? archive(in) : std::string(in.rest()));
  lnz::ImportOptions const options{how & 2 ? "2x2" : ""};
  lnz::fuzz::read_or_refuse([&] { lnz::import_model(file.path(), options); });
  return 0;
}
