#include "app/session.hpp"

#include "app/checkpoints.hpp"
#include "app/report.hpp"
#include "app/stop_signal.hpp"
#include "app/time_limit.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace lnz {
namespace {

/// A bar on a terminal, otherwise a line every interval that grows with the run.
class ProgressBar {
 public:
  ProgressBar(std::string what, bool shown)
      : what_(std::move(what)), shown_(shown), bar_(isatty(2)) {}
  ~ProgressBar() {
    if (shown_ && bar_ && printed_) std::fputc('\n', stderr);
  }

  void report(std::int64_t done, std::int64_t of, double elapsed, double rate) {
    if (!shown_ || (elapsed < next_ && done < of)) return;
    next_ = bar_ ? elapsed + 0.2 : std::max(elapsed + 5, elapsed * 1.25);
    double const part = static_cast<double>(done) / static_cast<double>(of);
    std::string const left = rate > 0 ? spoken(static_cast<double>(of - done) / rate) : "?";
    std::string const line = fmt::format("{} {:3.0f}%  step {} of {}  {} gone, {} to go", what_,
                                         100 * part, done, of, spoken(elapsed), left);
    if (bar_)
      fmt::print(stderr, "\r[{:<30}] {}   ", std::string(static_cast<std::size_t>(30 * part), '='),
                 line);
    else
      fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
    printed_ = true;
  }

 private:
  std::string what_;
  bool shown_, bar_, printed_ = false;
  double next_ = 0;
};

void drop_checkpoint(Record& run) {
  auto const is_part = [](auto const& entry) { return entry.first.starts_with("checkpoint"); };
  std::erase_if(run.arrays, is_part);
  std::erase_if(run.attributes, is_part);
}

/// What the checkpoints of this session cost.
void note_cost(Checkpoints const& checkpoints, Record& run, bool speaks) {
  run.attributes["@checkpoints"] = checkpoints.count();
  run.attributes["@checkpoint_seconds"] = checkpoints.seconds();
  run.attributes["@checkpoint_way"] = checkpoints.way();
  if (speaks && checkpoints.count() > 0)
    fmt::print(stderr, "lnz: {} checkpoint{} ({}) took {:.1f} s, {:.1f}% of the run\n",
               checkpoints.count(), checkpoints.count() == 1 ? "" : "s", checkpoints.way(),
               checkpoints.seconds(), 100 * checkpoints.seconds() / wall_seconds());
}

}  // namespace

void check_times(Options const& options) {
  checkpoint_interval(options);
  if (options.has("max-time")) options.duration("max-time");
}

bool run_to_end(Driver& driver, Record& run, RunOutput& output, Options const& options,
                std::string const& what, StatusFile& status, Communicator const& comm) {
  watch_stop_signals();
  bool const speaks = comm.is_root() && !options.flag("quiet");
  Checkpoints checkpoints(output, options, comm);
  TimeLimit const limit(options, comm);
  status.limited_to(limit.end());
  double const start = wall_seconds();
  std::int64_t const first = driver.done();
  ProgressBar progress(what, speaks);

  // Steps of the next advance: aims at a quarter of a second, or the interval where it is shorter.
  double const aim = std::min(0.25, checkpoint_interval(options));
  double count = 1;
  while (driver.done() < driver.steps()) {
    double const before = wall_seconds();
    count = comm.broadcast(count);
    driver.advance(static_cast<std::int64_t>(count));
    double const now = wall_seconds(), elapsed = now - start;
    double const rate = static_cast<double>(driver.done() - first) / std::max(elapsed, 1e-9);
    progress.report(driver.done(), driver.steps(), elapsed, rate);
    status.update(driver);
    count = std::clamp(count * std::clamp(aim / (now - before), 0.25, 4.0), 1.0, 1e9);

    bool const stop =
        comm.any(stop_signalled() || limit.is_over(checkpoints.longest() + now - before));
    bool const save = comm.any(checkpoints.due());
    if (driver.done() == driver.steps()) break;
    if (stop) {
      checkpoints.save_last(driver, run);
      status.checkpointed(driver, checkpoints.way(), checkpoints.last_seconds());
      status.stopped(driver);
      if (speaks)
        fmt::print(stderr,
                   "lnz: stopped at step {} of {} with a checkpoint in {} ({}, {:.1f} s); run the "
                   "same command to go on\n",
                   driver.done(), driver.steps(), run.source, checkpoints.way(),
                   checkpoints.last_seconds());
      return false;
    }
    if (save && checkpoints.save(driver, run))
      status.checkpointed(driver, checkpoints.way(), checkpoints.last_seconds());
  }
  status.sampled(driver);
  drop_checkpoint(run);
  driver.save_samples(run);
  if (comm.is_root()) note_cost(checkpoints, run, speaks);
  return true;
}

}  // namespace lnz
