#include "fuzz/wrapped.hpp"

#include <zlib.h>

#include <cstdint>
#include <cstdlib>

namespace lnz::fuzz {
namespace {

std::string deflated(std::string_view bytes, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    std::abort();
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

template <class T>
std::string little(T value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bytes += static_cast<char>(std::uint64_t{value} >> 8 * i);
  return bytes;
}

}  // namespace

std::string gzipped(std::string_view bytes) { return deflated(bytes, 15 + 16); }
std::string zlibbed(std::string_view bytes) { return deflated(bytes, 15); }

std::string zipped(std::vector<std::pair<std::string, std::string_view>> const& files) {
  std::string archive, directory;
  auto const u16 = [](std::size_t x) { return little(static_cast<std::uint16_t>(x)); };
  auto const u32 = [](std::size_t x) { return little(static_cast<std::uint32_t>(x)); };
  for (auto const& [name, bytes] : files) {
    std::string const described =
        u16(20) + u16(0) + u16(0) + u32(0) +
        u32(crc32_z(0, reinterpret_cast<Bytef const*>(bytes.data()), bytes.size())) +
        u32(bytes.size()) + u32(bytes.size()) + u16(name.size()) + u16(0);
    directory += "PK\x01\x02" + u16(20) + described + u16(0) + u16(0) + u16(0) + u32(0) +
                 u32(archive.size()) + name;
    archive += "PK\x03\x04" + described + name + std::string(bytes);
  }
  std::size_t const at = archive.size();
  return archive + directory + "PK\x05\x06" + u32(0) + u16(files.size()) + u16(files.size()) +
         u32(directory.size()) + u32(at) + u16(0);
}

}  // namespace lnz::fuzz
