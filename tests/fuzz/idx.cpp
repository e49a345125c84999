#include "io/idx.hpp"

#include "fuzz/target.hpp"
#include "fuzz/wrapped.hpp"

/// The bytes as they are, and gzipped.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes = lnz::fuzz::text_of(data, size);
  lnz::fuzz::read_or_refuse([&] { lnz::read_idx(bytes, "x"); });
  lnz::fuzz::read_or_refuse([&] { lnz::read_idx(lnz::fuzz::gzipped(bytes), "x"); });
  return 0;
}
