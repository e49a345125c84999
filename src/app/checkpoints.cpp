#include "app/checkpoints.hpp"

#include "app/report.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace lnz {
namespace {

constexpr double kInterval = 600, kIntervalPerCost = 100;
constexpr double kMostPatience = 8;  ///< intervals between tries of what keeps failing

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

bool Checkpoints::due() const {
  double const patience = failures_ == 0 ? 1 : std::min(std::exp2(failures_ - 1), kMostPatience);
  return wall_seconds() - last_ > patience * interval_;
}

bool Checkpoints::save(Driver& driver, Record& run) {
  try {
    write(driver, run);
    if (failures_ > 0 && comm_.is_root())
      fmt::print(stderr, "lnz: {} is written again, step {}\n", run.source, driver.done());
    failures_ = 0;
  } catch (StorageError const& failure) {
    if (failures_ == 0 && comm_.is_root())
      fmt::print(stderr,
                 "lnz: {}; goes on, keeps the checkpoint before if there is one, and tries again "
                 "in {}, then less often, at last every {}\n",
                 problem_in(failure.what()), spoken(interval_), spoken(kMostPatience * interval_));
    ++failures_;
  }
  return failures_ == 0;
}

void Checkpoints::save_last(Driver& driver, Record& run) { write(driver, run); }

void Checkpoints::write(Driver& driver, Record& run) {
  double const start = wall_seconds();
  std::exception_ptr failure;
  driver.save(run);
  try {
    gathers_ = output_.write(run, driver.states(), comm_);
    ++count_;
  } catch (StorageError const&) {
    failure = std::current_exception();
  }
  last_ = wall_seconds();
  last_seconds_ = last_ - start;
  seconds_ += last_seconds_;
  longest_ = std::max(longest_, last_ - start);
  if (may_wait_) interval_ = std::max(kInterval, kIntervalPerCost * (last_ - start));
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lnz
