#include "io/mat_file.hpp"

#include "fuzz/target.hpp"
#include "fuzz/wrapped.hpp"

namespace {

constexpr std::size_t kHeaderBytes = 128;

/// The elements after the header, compressed into one.
std::string compressed(std::string_view bytes) {
  std::string const packed = lnz::fuzz::zlibbed(bytes.substr(kHeaderBytes));
  std::string tag{'\x0f', '\0', '\0', '\0'};
  for (int i = 0; i < 4; ++i) tag += static_cast<char>(packed.size() >> 8 * i);
  return std::string(bytes.substr(0, kHeaderBytes)) + tag + packed;
}

}  // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes = lnz::fuzz::text_of(data, size);
  lnz::fuzz::read_or_refuse([&] { lnz::read_mat(bytes, "x"); });
  if (size > kHeaderBytes)
    lnz::fuzz::read_or_refuse([&] { lnz::read_mat(compressed(bytes), "x"); });
  return 0;
}
