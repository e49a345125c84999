#include "io/npz.hpp"

#include "fuzz/target.hpp"

int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  lnz::fuzz::read_or_refuse([&] {
    lnz::read_npz(lnz::fuzz::text_of(data, size), {"W", "b", "c", "J", "edges", "h", "n"}, "x");
  });
  return 0;
}
