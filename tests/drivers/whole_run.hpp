#pragma once

#include "io/run_file.hpp"
#include "lnz/driver.hpp"

namespace lnz::test {

inline bool has_checkpoint(Record const& run, Communicator const& comm) {
  return comm.any(comm.is_root() && run.has("checkpoint@step"));
}

/// The root's record of a driver with its states, as a run file keeps them. Collective.
inline Record saved(Driver& driver, Communicator const& comm) {
  Record run;
  driver.save(run);
  put_states(run, driver.states(), comm);
  return run;
}

/// The same of its samples, with the states if a longer run is to go on from them. Collective.
inline Record saved_samples(Driver& driver, Communicator const& comm) {
  Record run;
  driver.save_samples(run);
  if (has_checkpoint(run, comm)) put_states(run, driver.states(), comm);
  return run;
}

/// Goes on from such a record of the root. Collective.
inline void load(Driver& driver, Record const& run, Communicator const& comm) {
  driver.load(run);
  if (has_checkpoint(run, comm)) RunFile("run.h5").load(run, driver.states(), comm);
}

}  // namespace lnz::test
