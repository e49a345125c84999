#include "app/planning.hpp"

#include "app/report.hpp"
#include "app/stop_signal.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <system_error>
#include <utility>

namespace lnz {
namespace {

constexpr double kInterval = 5;  ///< seconds between updates, unless pulses are rarer

}  // namespace

Planning::Planning(RunStatus status, Communicator const& comm)
    : comm_(comm), status_(std::move(status)), last_(wall_seconds()) {
  watch_stop_signals();
  status_.phase = "planning";
  status_.interval_seconds = kInterval;
}

Planning::~Planning() {
  std::error_code ignored;
  if (written_ && comm_.is_root()) std::filesystem::remove(status_path(status_.output), ignored);
}

void Planning::pulse() {
  double const now = wall_seconds();
  bool const stops = comm_.any(stop_signalled());
  if (stops) status_.state = "stopped";
  if (stops || !written_ || now - last_ > kInterval) {
    status_.elapsed_seconds = now;
    status_.interval_seconds = std::max(kInterval, 2 * (now - last_));
    last_ = now;
    write();
  }
  if (!stops) return;
  hand_over();
  throw StoppedPlanning();
}

void Planning::write() {
  written_ = true;
  if (!comm_.is_root()) return;
  status_.updated = unix_now();
  try {
    write_status(status_);
  } catch (std::exception const&) {  // StatusFile will say so, if it lasts
  }
}

}  // namespace lnz
