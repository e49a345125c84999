#include "io/idx.hpp"

#include "io/byte_reader.hpp"
#include "io/inflate.hpp"
#include "io/raw_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr unsigned kUnsignedBytes = 0x08;
constexpr std::size_t kLongestHeader = 4 + 4 * 255;

struct Header {
  std::size_t bytes;               ///< of the header itself
  std::vector<std::size_t> shape;  ///< [rows] of labels, [rows, columns] of everything else
  std::size_t values;
};

Header header_of(std::string_view bytes, std::string const& what) {
  ByteReader in(bytes, what);
  auto const zeros = in.little<std::uint16_t>();
  unsigned const type = in.little<std::uint8_t>(), rank = in.little<std::uint8_t>();
  if (zeros != 0)
    throw ConfigError(fmt::format(
        "{} is not an IDX file (its magic number does not begin with two zeros); check the path",
        what));
  if (type != kUnsignedBytes)
    throw ConfigError(fmt::format(
        "{} has IDX element type {:#04x} (only unsigned bytes, 0x08, are pixels); convert it", what,
        type));
  if (rank == 0)
    throw ConfigError(fmt::format(
        "{} has 0 dimensions (it holds neither images nor labels); check the path", what));
  std::vector<std::size_t> shape(rank);
  for (std::size_t& side : shape) side = in.big<std::uint32_t>();
  std::size_t const values = count_of(shape, what);
  if (rank > 1) shape = {shape[0], shape[0] ? values / shape[0] : 0};
  return {bytes.size() - in.left(), shape, values};
}

}  // namespace

bool looks_like_idx(std::string_view bytes) {
  return bytes.starts_with(std::string_view("\0\0\x08", 3)) || bytes.starts_with(kGzip);
}

Array read_idx(std::string_view bytes, std::string const& what) {
  bool const packed = bytes.starts_with(kGzip);
  std::string unpacked;
  if (packed) unpacked = inflated(bytes, Wrapping::gzip, kLongestHeader, what);
  Header const header = header_of(packed ? unpacked : bytes, what);
  if (packed) {
    if (!can_inflate_to(bytes.size(), header.values))
      throw ConfigError(
          fmt::format("{} claims {} values ({} bytes cannot hold them); copy it again", what,
                      header.values, bytes.size()));
    // One byte more than promised, so that the end and its checksum are reached.
    unpacked = inflated(bytes, Wrapping::gzip, header.bytes + header.values + 1, what);
    bytes = unpacked;
  }
  return decode(bytes.substr(header.bytes), Number::u8, std::endian::big, header.shape, false,
                what);
}

}  // namespace lnz
