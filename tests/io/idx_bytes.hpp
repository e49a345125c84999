#pragma once

#include <zlib.h>

#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>

namespace lnz::test {

inline std::string big_endian(std::uint32_t x) {
  return {static_cast<char>(x >> 24), static_cast<char>(x >> 16), static_cast<char>(x >> 8),
          static_cast<char>(x)};
}

/// An IDX file of this element type; 0x08 is unsigned bytes.
inline std::string idx(std::initializer_list<std::uint32_t> shape, std::string const& values,
                       char type = '\x08') {
  std::string bytes{'\0', '\0', type, static_cast<char>(shape.size())};
  for (std::uint32_t const side : shape) bytes += big_endian(side);
  return bytes + values;
}

inline std::string gzipped(std::string const& bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace lnz::test
