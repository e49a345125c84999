#include "io/inflate.hpp"

#include "core/memory.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace lnz {
namespace {

constexpr std::size_t kFirstBuffer = std::size_t{1} << 16;
constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits
constexpr std::size_t kMostDeflation = 1032;

int window_bits(Wrapping wrapping) {
  switch (wrapping) {
    case Wrapping::zlib:
      return 15;
    case Wrapping::gzip:
      return 15 + 16;
    default:
      return -15;
  }
}

struct Inflater {
  explicit Inflater(Wrapping wrapping) {
    if (inflateInit2(&stream, window_bits(wrapping)) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(Inflater const&) = delete;
  Inflater& operator=(Inflater const&) = delete;

  z_stream stream{};
};

}  // namespace

std::string inflated(std::string_view packed, Wrapping wrapping, std::size_t most,
                     std::string const& what) {
  require_memory(2.0 * static_cast<double>(std::min(most, most_inflated(packed.size()))),
                 "unpacking " + what, "unpack it on a machine with more");
  Inflater inflater(wrapping);
  z_stream& stream = inflater.stream;
  std::string out;
  std::size_t done = 0;
  while (done < most) {
    if (done == out.size()) out.resize(std::min(most, std::max(kFirstBuffer, 2 * done)));
    auto const offered = static_cast<uInt>(std::min(packed.size(), kMostAtOnce));
    auto const room = static_cast<uInt>(std::min(out.size() - done, kMostAtOnce));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = offered;
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + done);
    stream.avail_out = room;
    int const status = inflate(&stream, Z_NO_FLUSH);
    packed.remove_prefix(offered - stream.avail_in);
    done += room - stream.avail_out;
    if (status == Z_STREAM_END) break;
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_BUF_ERROR || (status == Z_OK && packed.empty() && stream.avail_out > 0))
      throw ConfigError(
          fmt::format("{} is truncated (its compressed data end early); copy it again", what));
    if (status != Z_OK)
      throw ConfigError(fmt::format("{} is damaged ({}); copy it again", what,
                                    stream.msg ? stream.msg : "not compressed data"));
  }
  out.resize(done);
  return out;
}

std::size_t most_inflated(std::size_t packed_size) {
  return packed_size > SIZE_MAX / kMostDeflation ? SIZE_MAX : packed_size * kMostDeflation;
}

bool can_inflate_to(std::size_t packed_size, std::size_t size) {
  return size / kMostDeflation <= packed_size;
}

}  // namespace lnz
