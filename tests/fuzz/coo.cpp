#include "io/coo.hpp"

#include "fuzz/target.hpp"

/// A .coo text, and the spins that it is, as text again.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  lnz::fuzz::read_or_refuse([&] {
    lnz::Record const spins = spins_of(lnz::read_coo(lnz::fuzz::text_of(data, size), "x"), "x");
    lnz::coo_text(quadratic_energy_of(spins));
  });
  return 0;
}
