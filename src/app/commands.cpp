#include "app/command.hpp"

namespace lnz {
namespace {

std::vector<OptionSpec> const& common_options() {
  static std::vector<OptionSpec> const options{
      {"model", "FILE|SHORT", "",
       "model file, or a short form such as ising:64x64 or rbm:20x10,scale=0.5", true},
      {"beta", "B", "1", "inverse temperature that scales the whole energy of the model", true},
      {"seed", "N", "1",
       "seed of all random numbers; same seed, same bits on any ranks and threads", true},
      {"output,o", "RUN.h5", "",
       "run file; if it is there already, the run goes on or its result is printed", true},
      {"restart", "", "", "discard an existing run file and start again", true},
      {"max-time", "TIME", "", "stop after this long with a checkpoint and status 75: 3h50m, 90s",
       true},
      {"checkpoint-interval", "auto|TIME", "auto",
       "time between checkpoints; auto: 10m, or more where they would cost 1% of the run", true},
      {"checkpoint-way", "NAME", "auto",
       "how states get into the file: gather (by the first rank) or collective (by all ranks "
       "together, parallel HDF5); auto: collective beyond 16 MiB; decides no result",
       true},
      {"status-interval", "TIME", "5s",
       "time between updates of OUTPUT.status.json, which lnz status reads; longer where they "
       "would "
       "cost 0.5% of the run",
       true},
      {"dry-run", "RANKS", "",
       "check options and files for a job of so many ranks, say what memory it needs, run nothing",
       true},
      {"json", "", "", "print one JSON object and nothing else on standard output", true},
      {"quiet", "", "", "no progress on standard error", true},
      {"config", "FILE", "",
       "INI file: common keys on top, others in a section named after the verb", true},
      {"help,h", "", "", "this text", true},
  };
  return options;
}

}  // namespace

std::vector<OptionSpec> with_common_options(std::vector<OptionSpec> own,
                                            std::vector<std::string> const& common) {
  for (OptionSpec const& option : common_options()) {
    std::string const name = option.name.substr(0, option.name.find(','));
    for (std::string const& wanted : common)
      if (wanted == name) own.push_back(option);
  }
  own.push_back(common_options()[common_options().size() - 2]);
  own.push_back(common_options().back());
  return own;
}

std::vector<Command> const& commands() {
  static std::vector<Command> const all{
      ais_command(),   rex_command(),    sample_command(), restore_command(),  estimate_command(),
      exact_command(), approx_command(), loglik_command(), classify_command(), train_command(),
      model_command(), status_command(), bench_command()};
  return all;
}

}  // namespace lnz
