#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lnz {

/// What surrounds the deflated bytes (RFC 1950, 1952, 1951).
enum class Wrapping { zlib, gzip, none };

/// Unpacks until the end or until `most` bytes are there, whichever comes first; checks the
/// checksum if the end comes first. Memory grows with what comes out, not with a promise.
/// Throws ConfigError naming `what` if the stream is damaged or truncated, or if the machine could
/// not hold what it may come to.
std::string inflated(std::string_view packed, Wrapping wrapping, std::size_t most,
                     std::string const& what);

/// The most bytes that so many deflated ones can hold: deflate packs at most 1032 to 1 (zlib.net,
/// "zlib technical details").
std::size_t most_inflated(std::size_t packed_size);

/// Whether deflated bytes can hold this many.
bool can_inflate_to(std::size_t packed_size, std::size_t size);

}  // namespace lnz
