#include "io/run_file.hpp"

#include "io/atomic_file.hpp"
#include "io/h5_file.hpp"
#include "io/input_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace lnz {
namespace {

namespace fs = std::filesystem;

constexpr char const* kFormat = "lnz-run";
constexpr std::int64_t kVersion = 4;        ///< of what is written
constexpr std::int64_t kFirstSummed = 2;    ///< version from which on files have a checksum
constexpr std::int64_t kFirstOfBlocks = 3;  ///< version whose checksum takes states block by block
constexpr std::int64_t kFirstOfBits = 4;    ///< version whose states take a bit a unit if they can
constexpr std::size_t kRoom = std::size_t{1} << 20;  ///< for what HDF5 notes about the states
constexpr char const* kSum = "@sha256";

void mark(Record& run) {
  run.attributes.erase(kSum);
  run.attributes["@format"] = std::string(kFormat);
  run.attributes["@version"] = kVersion;
}

void drop_states(Record& run) {
  run.arrays.erase(kStates);
  run.arrays.erase(kStateBlocks);
}

/// The sums of its blocks of states, "" if it has none or they count as any other array.
std::string sums_in(Record const& run, std::string const& path) {
  bool const counts = run.has("@version") && run.integer("@version") >= kFirstOfBlocks &&
                      run.has(kStateBlocks) && run.has(kStates);
  return counts ? block_sums(run, path) : "";
}

/// Takes the checksum out of the record; what is wrong with it, or "".
std::string checked_sum(Record& run, std::string const& path) {
  auto const stored = run.attributes.extract(kSum);
  if (!stored)
    return run.has("@version") && run.integer("@version") >= kFirstSummed ? "its checksum is gone"
                                                                          : "";
  auto const* const sum = std::get_if<std::string>(&stored.mapped());
  return sum && *sum == sum_of(run, sums_in(run, path)) ? ""
                                                        : "its contents do not have its checksum";
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

Attempt attempt(std::string const& path, StateWay way) {
  if (!fs::exists(path)) return {{}, path + " is missing"};
  try {
    return {read_run_file(path, way), ""};
  } catch (DamagedFile const& damaged) {
    return {{}, fmt::format("{} is damaged ({})", path, damaged.why)};
  }
}

}  // namespace

Record read_run_file(std::string const& path, StateWay way) {
  Record run = read_h5(path, "", {kStates, way.most_gathered});
  if (run.has("@version") && run.integer("@version") < kFirstOfBlocks) run = read_h5(path);
  if (std::string const why = checked_sum(run, path); !why.empty())
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
  Attempt newest = attempt(path_, way_);
  read_from_ = newest.run ? path_ : previous_of(path_);
  newest_is_whole_ = newest.run.has_value();
  if (newest.run) return {std::move(*newest.run), ""};
  if (fs::exists(path_) && !was_run_file(path_)) throw ConfigError(no_run_file(path_));
  Attempt previous = attempt(previous_of(path_), way_);
  if (!previous.run)
    throw ConfigError(fmt::format("{}, {}; give another --output, or --restart to begin again",
                                  newest.damage, previous.damage));
  previous.run->source = path_;
  return {std::move(*previous.run), newest.damage};
}

void RunFile::load(Record const& run, DealtStates states, Communicator const& comm) {
  bool const has_bits = !run.has("@version") || run.integer("@version") >= kFirstOfBits;
  if (comm.any(comm.is_root() && !has_bits)) states.sizes = states.unit_sizes;
  StatePlaces const places = places_of(states, comm);
  std::string const left_in = comm.on_root([&]() -> std::string {
    auto const found = run.arrays.find(kStates);
    if (found == run.arrays.end() ||
        !std::holds_alternative<std::vector<std::int8_t>>(found->second.values))
      throw ConfigError(run.source + ": no checkpoint states (the file is damaged); use --restart");
    if (found->second.size() != places.total)
      throw ConfigError(fmt::format("{} holds {} bytes of states (the run needs {}); use --restart",
                                    run.source, found->second.size(), places.total));
    bool const is_left = std::get<std::vector<std::int8_t>>(found->second.values).empty();
    return is_left && places.total > 0 ? read_from_ : "";
  });
  if (left_in.empty())
    take_states(run, states, places, comm);
  else
    read_states(left_in, states, places, comm);
}

void RunFile::fill_in_states(Record& run) const {
  if (!run.has("checkpoint@step")) return;
  auto const found = run.arrays.find(kStates);
  bool const is_left =
      found == run.arrays.end() || std::get<std::vector<std::int8_t>>(found->second.values).empty();
  if (is_left) run.arrays[kStates] = read_h5(read_from_, kStates).arrays.at(kStates);
}

/// Makes the draft that all ranks are to write into; whether all of them see it.
bool RunFile::begin_together(Record& run, DealtStates const& states, StatePlaces const& places,
                             Communicator const& comm) const {
  std::vector<std::int64_t> const sizes = all_sizes(states, comm);
  comm.on_root([&] {
    run.arrays[kStateBlocks] = {{sizes.size()}, sizes};
    begin_draft(path_, h5_image(path_, run), places.total + kRoom);
    return std::string();
  });
  return !comm.any(!fs::exists(draft_of(path_)));
}

void RunFile::write_gathered(Record& run, DealtStates const& states, Communicator const& comm,
                             bool keeps_previous) const {
  put_states(run, states, comm);
  comm.on_root([&] {
    run.attributes[kSum] = sum_of(run, sums_in(run, path_));
    write_h5(path_, run, keeps_previous);
    return std::string();
  });
}

void RunFile::write_together(Record& run, DealtStates const& states, StatePlaces const& places,
                             Communicator const& comm, bool keeps_previous) const try {
  bool const whole = write_states(path_, run, states, places, comm);
  comm.on_every([&] {
    if (!whole)
      throw StorageError(fmt::format(
          "{} cannot be written (not all states reached its file system); free space or see to it "
          "and run the same command again",
          path_));
    sync_draft(path_);
  });
  comm.on_root([&] { return adopt_draft(path_, keeps_previous), std::string(); });
} catch (StorageError const&) {
  if (comm.is_root()) discard_draft(path_);
  throw;
}

bool RunFile::replace(Record& run, DealtStates const& states, Communicator const& comm,
                      bool keeps_previous) {
  if (comm.is_root()) drop_states(run), mark(run);
  bool const goes_on = comm.any(comm.is_root() && run.has("checkpoint@step"));
  DealtStates const& kept = goes_on ? states : DealtStates{};
  StatePlaces const places = places_of(kept, comm);
  bool const gathers = way_.gathers(places.total) || !begin_together(run, kept, places, comm);
  if (gathers)
    write_gathered(run, kept, comm, keeps_previous);
  else
    write_together(run, kept, places, comm, keeps_previous);
  if (comm.is_root()) drop_states(run);
  read_from_ = path_;
  newest_is_whole_ = true;
  return gathers;
}

bool RunFile::write(Record& run, DealtStates const& states, Communicator const& comm) {
  return replace(run, states, comm, newest_is_whole_);
}

bool RunFile::write_finished(Record& run, DealtStates const& states, Communicator const& comm) {
  bool const gathered = replace(run, states, comm, false);
  if (comm.is_root()) remove_remains(path_);
  return gathered;
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
