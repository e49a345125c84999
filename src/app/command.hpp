#pragma once

#include "app/options.hpp"
#include "lnz/communicator.hpp"

#include <vector>

namespace lnz {

/// Exit statuses of the program.
enum Status : int { kFinished = 0, kFault = 1, kUserError = 2, kVerdictFailed = 3, kStopped = 75 };

/// One verb of `lnz`, in a file of its own. `run` is collective and returns the exit status.
struct Command {
  VerbSpec spec;
  int (*run)(Options const& options, Communicator const& comm);
  bool alone = false;  ///< has no use for other ranks: starts without MPI
};

Command ais_command();
Command rex_command();
Command sample_command();
Command restore_command();
Command estimate_command();
Command exact_command();
Command approx_command();
Command loglik_command();
Command classify_command();
Command train_command();
Command model_command();
Command bench_command();
Command status_command();

/// All verbs, in the order of `lnz --help`.
std::vector<Command> const& commands();

/// Options that several verbs share, to be listed in each one's spec.
std::vector<OptionSpec> with_common_options(std::vector<OptionSpec> own,
                                            std::vector<std::string> const& common);

}  // namespace lnz
