#pragma once

#include "app/options.hpp"
#include "app/path_plan.hpp"
#include "app/settled.hpp"
#include "lnz/drivers.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lnz {

/// What decides the memory of a run beside its model. The samples are those of the run file.
struct RunSize {
  std::int64_t chains, lanes, sample_bytes;
};

/// What tells one driver's verb from another's.
struct DriverVerb {
  std::string name;
  Walk walk;
  std::vector<std::string> deciding;  ///< options that decide the result
  std::vector<std::string> raisable;  ///< those of them that may be raised on continuing
  std::function<Settled(ModelHandle const&, Schedule const&)> settle;  ///< of a new run
  std::function<std::unique_ptr<Driver>(ModelHandle const&, Schedule const&, Settled const&,
                                        Communicator const&)>
      make;
  std::function<RunSize(Settled const&, int rungs, std::int64_t seen_bytes)> size;
  /// Adds to a finished run what only the model can say of its samples; on the root. May be empty.
  std::function<void(Record& run, Record const& model)> complete = {};
};

/// From options to answer: model, earlier run or new plan, driver to its end, estimates, run file,
/// report. A run that is raised comes to its old end first. Returns the exit status. Collective.
int run_driver(DriverVerb const& verb, Options const& options, Communicator const& comm);

/// A driver's own options between the path's and the common ones. The run file is VERB.h5 unless
/// told otherwise.
std::vector<OptionSpec> driver_options(std::string const& verb, std::vector<OptionSpec> first,
                                       std::vector<OptionSpec> last);

}  // namespace lnz
