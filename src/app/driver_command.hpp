#pragma once

#include "app/options.hpp"
#include "app/path_plan.hpp"
#include "lnz/drivers.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lnz {

/// The size of a run, without the run.
struct RunSize {
  int blocks, lanes;
  std::int64_t sample_bytes;  ///< of what the run file will hold
};

/// What tells one driver's verb from another's.
struct DriverVerb {
  std::string name;
  Walk walk;
  std::vector<std::string> deciding;  ///< options that decide the result
  std::function<std::unique_ptr<Driver>(ModelHandle const&, Schedule const&, Communicator const&)>
      make;
  std::function<RunSize(ModelHandle const&, int rungs)> size;
};

/// From options to answer: model, earlier run or new plan, driver to its end, estimates, run file,
/// report. Returns the exit status. Collective.
int run_driver(DriverVerb const& verb, Options const& options, Communicator const& comm);

/// A driver's own options between the path's and the common ones. The run file is VERB.h5 unless
/// told otherwise.
std::vector<OptionSpec> driver_options(std::string const& verb, std::vector<OptionSpec> first,
                                       std::vector<OptionSpec> last);

}  // namespace lnz
