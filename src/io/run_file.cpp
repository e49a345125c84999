#include "io/run_file.hpp"

#include "core/record_bytes.hpp"
#include "io/atomic_file.hpp"
#include "io/h5_file.hpp"
#include "io/input_file.hpp"
#include "io/sha256.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace lnz {
namespace {

namespace fs = std::filesystem;

constexpr char const* kFormat = "lnz-run";
constexpr std::int64_t kVersion = 2;      ///< of what is written
constexpr std::int64_t kFirstSummed = 2;  ///< version from which on files have a checksum
constexpr char const* kSum = "@sha256";

std::string sum_of(Record const& record) {
  Sha256 sum;
  pour_bytes(record, [&](std::string_view piece) { sum.add(piece); });
  return std::move(sum).hex();
}

void mark(Record& run) {
  run.attributes.erase(kSum);
  run.attributes["@format"] = std::string(kFormat);
  run.attributes["@version"] = kVersion;
  run.attributes[kSum] = sum_of(run);
}

/// Takes the checksum out of the record; what is wrong with it, or "".
std::string checked_sum(Record& run) {
  auto const stored = run.attributes.extract(kSum);
  if (!stored)
    return run.has("@version") && run.integer("@version") >= kFirstSummed ? "its checksum is gone"
                                                                          : "";
  auto const* const sum = std::get_if<std::string>(&stored.mapped());
  return sum && *sum == sum_of(run) ? "" : "its contents do not have its checksum";
}

std::string no_run_file(std::string const& path) {
  return path + " is not a run file of lnz (nothing is overwritten by accident); give another file";
}

/// Of a file that cannot be read: whether it is what is left of a run file. What is empty is
/// nobody's loss.
bool was_run_file(std::string const& path) {
  return fs::exists(previous_of(path)) || fs::is_empty(path) ||
         read_input(path).find(kFormat) != std::string::npos;
}

struct Attempt {
  std::optional<Record> run;
  std::string damage;  ///< what is wrong with the file, or ""
};

Attempt attempt(std::string const& path) {
  if (!fs::exists(path)) return {{}, path + " is missing"};
  try {
    return {read_run_file(path), ""};
  } catch (DamagedFile const& damaged) {
    return {{}, fmt::format("{} is damaged ({})", path, damaged.why)};
  }
}

}  // namespace

Record read_run_file(std::string const& path) {
  Record run = read_h5(path);
  if (std::string const why = checked_sum(run); !why.empty())
    throw DamagedFile(fmt::format("{} is damaged ({}); copy or make it again", path, why), why);
  if (!run.has("@format") || run.text("@format") != kFormat) throw ConfigError(no_run_file(path));
  if (run.integer("@version") > kVersion)
    throw ConfigError(
        fmt::format("{} has format version {} (this lnz knows up to {}); use a newer lnz", path,
                    run.integer("@version"), kVersion));
  return run;
}

bool RunFile::exists() const { return fs::exists(path_) || fs::exists(previous_of(path_)); }

RunFile::Generation RunFile::read() {
  Attempt newest = attempt(path_);
  newest_is_whole_ = newest.run.has_value();
  if (newest.run) return {std::move(*newest.run), ""};
  if (fs::exists(path_) && !was_run_file(path_)) throw ConfigError(no_run_file(path_));
  Attempt previous = attempt(previous_of(path_));
  if (!previous.run)
    throw ConfigError(fmt::format("{}, {}; give another --output, or --restart to begin again",
                                  newest.damage, previous.damage));
  previous.run->source = path_;
  return {std::move(*previous.run), newest.damage};
}

void RunFile::write(Record& run) {
  mark(run);
  write_h5(path_, run, newest_is_whole_);
  newest_is_whole_ = true;
}

void RunFile::write_finished(Record& run) {
  mark(run);
  write_h5(path_, run);
  newest_is_whole_ = true;
  remove_remains(path_);
}

void RunFile::remove() {
  fs::remove(path_);
  remove_remains(path_);
}

void RunFile::require_discardable() const {
  if (!fs::exists(path_)) return;
  try {
    read_run_file(path_);
  } catch (DamagedFile const&) {
    if (!was_run_file(path_)) throw ConfigError(no_run_file(path_));
  }
}

}  // namespace lnz
