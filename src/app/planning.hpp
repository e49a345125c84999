#pragma once

#include "app/run_status.hpp"
#include "lnz/communicator.hpp"

namespace lnz {

/// Thrown on all ranks together when a signal stops a run that has nothing to save yet.
struct StoppedPlanning {};

/// The time in which pilot runs plan a path: from the first pulse on the side-car says so, and
/// signals end it at the next. Unless there comes to be something to see, the side-car goes with
/// it: a mistake that is found meanwhile leaves nothing.
class Planning {
 public:
  /// `status` is the root's.
  Planning(RunStatus status, Communicator const& comm);
  ~Planning();
  Planning(Planning const&) = delete;
  Planning& operator=(Planning const&) = delete;

  /// Between pieces of a pilot run. Throws StoppedPlanning. Collective.
  void pulse();

  /// The side-car is the run's from now on.
  void hand_over() { written_ = false; }

 private:
  void write();

  Communicator comm_;
  RunStatus status_;
  bool written_ = false;  ///< a side-car that goes again
  double last_;           ///< write, in wall_seconds()
};

}  // namespace lnz
