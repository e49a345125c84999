#include "io/bqpjson.hpp"

#include "fuzz/target.hpp"

/// A BQPJSON document, and the spins that it is, as a document again.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  lnz::fuzz::read_or_refuse([&] {
    lnz::Record const spins = spins_of(lnz::read_bqpjson(lnz::fuzz::text_of(data, size), "x"), "x");
    lnz::bqpjson_text(quadratic_energy_of(spins), "x");
  });
  return 0;
}
