#include "app/checkpoints.hpp"

#include "app/report.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace lnz {
namespace {

constexpr double kInterval = 600, kIntervalPerCost = 100;

/// "what (why)" of a message that goes on with what to do.
std::string problem_in(std::string const& message) {
  return message.substr(0, message.rfind("; "));
}

}  // namespace

double checkpoint_interval(Options const& options) {
  bool const is_auto = options.text("checkpoint-interval") == "auto";
  return is_auto ? kInterval : options.duration("checkpoint-interval");
}

Checkpoints::Checkpoints(RunOutput& output, Options const& options, Communicator const& comm)
    : output_(output),
      comm_(comm),
      may_wait_(options.text("checkpoint-interval") == "auto"),
      interval_(checkpoint_interval(options)),
      last_(wall_seconds()) {}

bool Checkpoints::due() const { return wall_seconds() - last_ > interval_; }

bool Checkpoints::save(Driver const& driver, Record& run) {
  try {
    write(driver, run);
    if (failing_ && comm_.is_root())
      fmt::print(stderr, "lnz: {} is written again, step {}\n", run.source, driver.done());
    failing_ = false;
  } catch (StorageError const& failure) {
    if (!failing_ && comm_.is_root())
      fmt::print(stderr,
                 "lnz: {}; goes on, keeps the checkpoint before if there is one, and tries again "
                 "every {}\n",
                 problem_in(failure.what()), spoken(interval_));
    failing_ = true;
  }
  return !failing_;
}

void Checkpoints::save_last(Driver const& driver, Record& run) { write(driver, run); }

void Checkpoints::write(Driver const& driver, Record& run) {
  double const start = wall_seconds();
  std::exception_ptr failure;
  driver.save(run);
  try {
    comm_.on_root([&] {
      output_.write(run);
      return std::string();
    });
    ++count_;
  } catch (StorageError const&) {
    failure = std::current_exception();
  }
  last_ = wall_seconds();
  seconds_ += last_ - start;
  longest_ = std::max(longest_, last_ - start);
  if (may_wait_) interval_ = std::max(kInterval, kIntervalPerCost * (last_ - start));
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lnz
