#include "app/session.hpp"

#include "app/report.hpp"
#include "io/h5_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>

namespace lnz {
namespace {

std::sig_atomic_t volatile g_stop = 0;

extern "C" void note_stop(int signal) { g_stop = signal; }

void watch_signals() {
  for (int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU}) std::signal(signal, note_stop);
}

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string spoken(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

/// A bar on a terminal, otherwise a line every interval that grows with the run.
class Progress {
 public:
  Progress(std::string what, bool shown) : what_(std::move(what)), shown_(shown), bar_(isatty(2)) {}
  ~Progress() {
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

}  // namespace

bool run_to_end(Driver& driver, Record& run, Options const& options, std::string const& what,
                Communicator const& comm) {
  watch_signals();
  double const interval = options.duration("checkpoint-interval");
  double const limit = options.has("max-time") ? options.duration("max-time") : 0;
  double const start = now();
  double saved = start;
  std::int64_t const first = driver.done();
  Progress progress(what, comm.is_root() && !options.flag("quiet"));

  auto const checkpoint = [&] {
    driver.save(run);
    comm.on_root([&] {
      write_h5(run.source, run, true);
      return std::string();
    });
    saved = now();
  };
  double count = 1;  // steps of the next advance: aims at a quarter of a second
  while (driver.done() < driver.steps()) {
    double const before = now();
    count = comm.broadcast(count);
    driver.advance(static_cast<std::int64_t>(count));
    double const elapsed = now() - start;
    double const rate = static_cast<double>(driver.done() - first) / std::max(elapsed, 1e-9);
    progress.report(driver.done(), driver.steps(), elapsed, rate);
    count = std::clamp(count * std::clamp(0.25 / (now() - before), 0.25, 4.0), 1.0, 1e9);

    double const root_decision = limit > 0 && wall_seconds() > limit ? 2
                                 : now() - saved > interval          ? 1
                                                                     : 0;
    double const decision = comm.broadcast(root_decision);
    bool const stop = comm.any(g_stop != 0) || decision == 2;
    bool const finished = driver.done() == driver.steps();
    if (stop && !finished) {
      checkpoint();
      if (comm.is_root() && !options.flag("quiet"))
        fmt::print(stderr,
                   "lnz: stopped at step {} of {} with a checkpoint in {}; run the same command to "
                   "go on\n",
                   driver.done(), driver.steps(), run.source);
      return false;
    }
    if (decision == 1 && !finished) checkpoint();
  }
  drop_checkpoint(run);
  driver.save_samples(run);
  return true;
}

}  // namespace lnz
