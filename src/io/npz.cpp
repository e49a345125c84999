#include "io/npz.hpp"

#include "io/byte_reader.hpp"
#include "io/byte_writer.hpp"
#include "io/inflate.hpp"
#include "io/npy.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

namespace lnz {
namespace {

constexpr std::string_view kLocalHeader = "PK\x03\x04", kDirectoryEntry = "PK\x01\x02",
                           kDirectoryEnd = "PK\x05\x06";
constexpr std::size_t kDirectoryEndBytes = 22, kLongestComment = 0xffff;
constexpr std::uint32_t kElsewhere = 0xffffffff;  ///< zip64 keeps the true size elsewhere
constexpr std::uint16_t kEncryptedFlag = 1, kStored = 0, kDeflated = 8;

[[noreturn]] void refuse_damaged(std::string const& what, std::string const& why) {
  throw ConfigError(fmt::format("{} is damaged ({}); copy or make it again", what, why));
}

std::string_view part(std::string_view bytes, std::size_t offset, std::string const& what) {
  if (offset > bytes.size()) refuse_damaged(what, "its directory points past its end");
  return bytes.substr(offset);
}

/// A file of the archive as the directory describes it; sec. 4.3.12.
struct Entry {
  std::uint16_t flags, method;
  std::uint32_t crc, packed_size, size, offset;
  std::string name;
};

Entry next_entry(ByteReader& in) {
  if (in.take(4) != kDirectoryEntry) refuse_damaged(in.what(), "its directory is broken");
  Entry entry;
  in.take(4);
  entry.flags = in.little<std::uint16_t>();
  entry.method = in.little<std::uint16_t>();
  in.take(4);
  entry.crc = in.little<std::uint32_t>();
  entry.packed_size = in.little<std::uint32_t>();
  entry.size = in.little<std::uint32_t>();
  std::size_t const name_bytes = in.little<std::uint16_t>();
  std::size_t const extra_bytes = in.little<std::uint16_t>();
  std::size_t const comment_bytes = in.little<std::uint16_t>();
  in.take(8);
  entry.offset = in.little<std::uint32_t>();
  entry.name = in.take(name_bytes);
  in.take(extra_bytes + comment_bytes);
  return entry;
}

std::string unpacked(std::string_view archive, Entry const& entry, std::string const& what) {
  if (entry.flags & kEncryptedFlag)
    throw ConfigError(fmt::format("{} is encrypted (lnz has no password); save it without", what));
  if (entry.size == kElsewhere || entry.packed_size == kElsewhere || entry.offset == kElsewhere)
    throw ConfigError(
        fmt::format("{} has 4 GiB or more (zip64 is not read); save it as HDF5", what));
  // The local header repeats the name, with its own extra field; sec. 4.3.7.
  ByteReader in(part(archive, entry.offset, what), what);
  if (in.take(4) != kLocalHeader) refuse_damaged(what, "its directory points to nothing");
  in.take(22);
  std::size_t const name_bytes = in.little<std::uint16_t>();
  std::size_t const extra_bytes = in.little<std::uint16_t>();
  in.take(name_bytes + extra_bytes);
  std::string_view const packed = in.take(entry.packed_size);

  std::string bytes;
  if (entry.method == kStored) {
    bytes = packed;
  } else if (entry.method == kDeflated) {
    if (!can_inflate_to(packed.size(), entry.size))
      refuse_damaged(what, "it claims an impossible size");
    bytes = inflated(packed, Wrapping::none, entry.size + std::size_t{1}, what);
  } else {
    throw ConfigError(
        fmt::format("{} is packed by zip method {} (lnz reads stored and deflated); save it with "
                    "numpy.savez_compressed",
                    what, entry.method));
  }
  if (bytes.size() != entry.size ||
      crc32_z(0, reinterpret_cast<Bytef const*>(bytes.data()), bytes.size()) != entry.crc)
    refuse_damaged(what, "its checksum does not match");
  return bytes;
}

/// What a local header and a directory entry have in common; sec. 4.3.7 and 4.3.12.
std::string description(std::string const& name, std::string const& content) {
  constexpr std::uint16_t kVersionNeeded = 20, kFirstOfJanuary1980 = 0x21;
  std::string bytes;
  append_little(bytes, kVersionNeeded);
  append_little(bytes, std::uint16_t{0});
  append_little(bytes, kStored);
  append_little(bytes, std::uint16_t{0});
  append_little(bytes, kFirstOfJanuary1980);
  append_little(bytes, static_cast<std::uint32_t>(crc32_z(
                           0, reinterpret_cast<Bytef const*>(content.data()), content.size())));
  append_little(bytes, static_cast<std::uint32_t>(content.size()));
  append_little(bytes, static_cast<std::uint32_t>(content.size()));
  append_little(bytes, static_cast<std::uint16_t>(name.size()));
  append_little(bytes, std::uint16_t{0});
  return bytes;
}

}  // namespace

bool looks_like_zip(std::string_view bytes) {
  return bytes.starts_with(kLocalHeader) || bytes.starts_with(kDirectoryEnd);
}

Record read_npz(std::string_view bytes, std::set<std::string> const& wanted,
                std::string const& what) {
  std::size_t const end = bytes.rfind(kDirectoryEnd);
  if (end == std::string_view::npos || bytes.size() - end < kDirectoryEndBytes ||
      bytes.size() - end > kDirectoryEndBytes + kLongestComment)
    throw ConfigError(fmt::format(
        "{} is not a whole .npz file (a zip's directory ends it); copy it again", what));
  ByteReader trailer(bytes.substr(end + 10), what);
  std::size_t const entries = trailer.little<std::uint16_t>();
  trailer.take(4);
  std::size_t const offset = trailer.little<std::uint32_t>();
  ByteReader directory(part(bytes, offset, what), what);

  Record record;
  record.source = what;
  for (std::size_t i = 0; i < entries; ++i) {
    Entry const entry = next_entry(directory);
    std::string const name = entry.name.substr(0, entry.name.rfind(".npy"));
    if (!wanted.contains(name)) continue;
    std::string const array = fmt::format("{}, array {}", what, name);
    if (!record.arrays.emplace(name, Array{}).second) refuse_damaged(array, "it is there twice");
    record.arrays[name] = read_npy(unpacked(bytes, entry, array), array);
  }
  return record;
}

std::string npz_bytes(Record const& arrays) {
  constexpr std::uint16_t kMadeBy = 20;
  std::string archive, directory;
  for (auto const& [key, array] : arrays.arrays) {
    std::string const name = key + ".npy", content = npy_bytes(array);
    if (archive.size() + content.size() >= kElsewhere - (1u << 20))
      throw ConfigError(fmt::format(
          "{} takes 4 GiB or more as .npz (zip64 is not written); read the model file with h5py",
          arrays.source));
    std::string const entry = description(name, content);
    directory += kDirectoryEntry;
    append_little(directory, kMadeBy);
    directory += entry + std::string(10, '\0');  // no comment, disk 0, no attributes
    append_little(directory, static_cast<std::uint32_t>(archive.size()));
    directory += name;
    archive += std::string(kLocalHeader) + entry + name + content;
  }
  auto const entries = static_cast<std::uint16_t>(arrays.arrays.size());
  std::string end(kDirectoryEnd);
  append_little(end, std::uint32_t{0});
  append_little(end, entries);
  append_little(end, entries);
  append_little(end, static_cast<std::uint32_t>(directory.size()));
  append_little(end, static_cast<std::uint32_t>(archive.size()));
  append_little(end, std::uint16_t{0});
  return archive + directory + end;
}

}  // namespace lnz
