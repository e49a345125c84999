#include "io/npy.hpp"

#include "fuzz/target.hpp"

int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  lnz::fuzz::read_or_refuse([&] { lnz::read_npy(lnz::fuzz::text_of(data, size), "x"); });
  return 0;
}
