#pragma once

#include "lnz/dealt_states.hpp"
#include "lnz/progress.hpp"
#include "lnz/record.hpp"

#include <cstdint>

namespace lnz {

/// Work done in steps that may stop between any two of them. How many steps an `advance`
/// takes, and how often the work is saved and loaded, changes no bit of what it makes.
///
/// Blocks are dealt to the ranks of its communicator. Where teams of ranks share blocks that is the
/// communicator across teams: every rank of a team gathers the same numbers and decides alike.
class Driver {
 public:
  Driver() = default;
  Driver(Driver const&) = delete;
  Driver& operator=(Driver const&) = delete;
  virtual ~Driver() = default;
  virtual std::int64_t steps() const = 0;  ///< in all
  virtual std::int64_t done() const = 0;
  virtual int blocks() const = 0;  ///< that ranks and threads can share among them

  /// Takes up to this many steps. Throws ConfigError on every rank, naming where, if a number that
  /// the rest is made of is no longer finite. Collective.
  virtual void advance(std::int64_t steps) = 0;

  /// Puts samples, or whatever the work makes, into the root's record (others' stay as they are),
  /// when all is done also the states asked for and what a longer run goes on from but for the
  /// states of the chains. Collective.
  virtual void save_samples(Record& run) const = 0;

  /// Samples and what it takes to go on but for the states. Collective.
  virtual void save(Record& run) const = 0;

  /// Goes on from the root's record: where it was saved, or beyond the end of a run that is this
  /// one but for its length (more chains of annealing, more sweeps of exchange), as if it had been
  /// this long from the start. If it was saved, its states are to be loaded next. Collective.
  virtual void load(Record const& run) = 0;

  /// The states of its chains as they stand. How they are kept is not its concern.
  virtual DealtStates states() { return {}; }

  /// What can be seen of the work so far, whole on the root. Collective.
  virtual Progress progress() const = 0;
};

}  // namespace lnz
