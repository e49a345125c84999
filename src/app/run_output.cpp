#include "app/run_output.hpp"

#include "app/run_record.hpp"
#include "app/settled.hpp"
#include "io/atomic_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>

namespace lnz {
namespace {

void say(std::string const& line) { fmt::print(stderr, "lnz: {}\n", line); }

/// Differs if the file at `path` was replaced in between.
std::array<std::int64_t, 4> identity(std::string const& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return {};
  return {static_cast<std::int64_t>(info.st_ino), info.st_size, info.st_mtim.tv_sec,
          info.st_mtim.tv_nsec};
}

void require_part_of(Record const& fresh, std::vector<std::string> const& raisable,
                     RunFile::Generation const& found) {
  try {
    require_same_run(found.run, fresh, raisable);
  } catch (ConfigError const& other) {
    if (found.damage.empty()) throw;
    throw ConfigError(fmt::format("{}, and the generation before: {}", found.damage, other.what()));
  }
}

/// Whether nothing is left to do.
bool is_finished(std::optional<RunFile::Generation> const& found, Record const& fresh,
                 std::vector<std::string> const& raisable) {
  return found && found->run.text("@status") == "finished" &&
         !is_raised(found->run, fresh, raisable);
}

std::string note_on(RunFile::Generation const& found) {
  std::string const step = found.run.has("checkpoint@step")
                               ? fmt::format(", step {}", found.run.integer("checkpoint@step"))
                               : "";
  return fmt::format("{}; goes on from {}{}", found.damage, previous_of(found.run.source), step);
}

}  // namespace

StateWay state_way(Options const& options) {
  std::string const way = options.text("checkpoint-way");
  if (way == "auto") return {};
  if (way == "gather") return StateWay::always_gather();
  if (way == "collective") return StateWay::always_together();
  throw ConfigError("--checkpoint-way = '" + way +
                    "' (neither auto, gather nor collective); correct it");
}

std::optional<RunFile::Generation> RunOutput::newest(Record const& fresh,
                                                     std::vector<std::string> const& raisable,
                                                     bool restart) {
  if (restart) file_.require_discardable();
  if (restart || !file_.exists()) return std::nullopt;
  RunFile::Generation found = file_.read();
  require_part_of(fresh, raisable, found);
  return found;
}

std::optional<Record> RunOutput::look(Record const& fresh, std::vector<std::string> const& raisable,
                                      bool restart) {
  std::optional<RunFile::Generation> found = newest(fresh, raisable, restart);
  if (!is_finished(found, fresh, raisable)) check_writable(file_.path());
  if (!found) return std::nullopt;
  return std::move(found->run);
}

std::optional<Record> RunOutput::open(Record const& fresh, std::vector<std::string> const& raisable,
                                      bool restart) {
  for (;;) {
    auto const seen = identity(file_.path());
    std::optional<RunFile::Generation> found = newest(fresh, raisable, restart);
    bool const finished = is_finished(found, fresh, raisable);
    if (!lock_ && finished) remove_left_lock(file_.path());
    if (!lock_ && !finished) {
      check_writable(file_.path());
      lock_ = std::make_unique<RunLock>(file_.path(), say);
      // The owner of the lock until a moment ago may have written since.
      if (identity(file_.path()) != seen) continue;
    }
    if (!found) return std::nullopt;
    if (!found->damage.empty()) say(note_on(*found));
    return std::move(found->run);
  }
}

void RunOutput::require_held(Communicator const& comm) const {
  comm.on_root([&] { return lock_->require_held(), std::string(); });
}

bool RunOutput::write(Record& run, DealtStates const& states, Communicator const& comm) {
  require_held(comm);
  return file_.write(run, states, comm);
}

bool RunOutput::write_finished(Record& run, DealtStates const& states, Communicator const& comm) {
  require_held(comm);
  return file_.write_finished(run, states, comm);
}

void RunOutput::remove() {
  lock_->require_held();
  file_.remove();
}

}  // namespace lnz
