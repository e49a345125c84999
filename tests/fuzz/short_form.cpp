#include "core/short_form.hpp"

#include "fuzz/target.hpp"
#include "models/registry.hpp"

/// Parsing, and the models of at most 2^16 numbers themselves.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(lnz::fuzz::text_of(data, size));
  lnz::fuzz::read_or_refuse([&] {
    std::size_t product = 1;
    for (std::size_t const side : lnz::parse_short_form(text).sizes) product *= side;
    if (product <= std::size_t{1} << 16) lnz::generate_model(text);
  });
  return 0;
}
