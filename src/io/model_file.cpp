#include "io/model_file.hpp"

#include "io/atomic_file.hpp"
#include "io/h5_file.hpp"
#include "io/sha256.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace lnz {
namespace {

constexpr char const* kFormat = "lnz-model";
constexpr std::int64_t kVersion = 1;

}  // namespace

Record read_model_file(std::string const& path) {
  Record model = read_h5(path);
  if (!model.has("@format"))
    throw ConfigError(fmt::format(
        "{} is not a model file (no attribute format = '{}'); for files of other programs "
        "use lnz model import",
        path, kFormat));
  std::string const format = model.text("@format");
  if (format != kFormat)
    throw ConfigError(
        fmt::format("{} is not a model file (its format is {}); name a file of format '{}'", path,
                    in_quotes(format), kFormat));
  std::int64_t const version = model.integer("@version");
  if (version > kVersion)
    throw ConfigError(fmt::format(
        "{} has format version {} (this program knows versions up to {}); use a newer lnz", path,
        version, kVersion));
  if (version < 1)
    throw ConfigError(fmt::format(
        "{} has format version {} (versions begin at 1); make the file again", path, version));
  return model;
}

void check_new_model_file(std::string const& path, bool overwrite) {
  if (!overwrite && std::filesystem::exists(std::filesystem::symlink_status(path)))
    throw ConfigError(fmt::format(
        "{} exists (nothing is overwritten by accident); give another name, or --overwrite", path));
  check_writable(path);
}

void write_model_file(std::string const& path, Record model, bool overwrite) {
  check_new_model_file(path, overwrite);
  model.attributes["@format"] = std::string(kFormat);
  model.attributes["@version"] = kVersion;
  write_h5(path, model);
}

std::string model_sha256(Record const& model) {
  // What a file adds to a model is not part of it: a generated model and its file agree.
  Record bare = model;
  bare.attributes.erase("@format");
  bare.attributes.erase("@version");
  std::erase_if(bare.attributes,
                [](auto const& entry) { return entry.first.starts_with("train@"); });
  return sha256_hex(to_bytes(bare));
}

}  // namespace lnz
