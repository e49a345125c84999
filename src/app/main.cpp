#include "app/command.hpp"
#include "app/lasting_stderr.hpp"
#include "app/version.hpp"
#include "core/short_form.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace {

std::string overview() {
  std::string text =
      "lnz estimates ln Z of Boltzmann machines and Ising lattices, and says how far to trust "
      "it.\n\n"
      "usage: [mpirun -n R] lnz VERB [options]\n\nverbs:\n";
  for (lnz::Command const& command : lnz::commands())
    text += fmt::format("  {:<10} {}\n", command.spec.name,
                        command.spec.summary.substr(0, command.spec.summary.find_first_of(".\n")));
  return text +
         "\n'lnz VERB --help' explains every option. OMP_NUM_THREADS sets the threads of a rank.\n"
         "Exit status: 0 finished, 2 your mistake, 3 verdict failed, 75 stopped with a checkpoint, "
         "1 a fault of lnz.\n";
}

bool is_alone(std::string const& verb) {
  return std::ranges::any_of(lnz::commands(),
                             [&](lnz::Command const& c) { return c.spec.name == verb && c.alone; });
}

int run(std::vector<std::string> arguments, lnz::Communicator const& comm) {
  std::string const verb = arguments.empty() ? "--help" : arguments.front();
  if (verb == "--help" || verb == "-h" || verb == "help") {
    if (comm.is_root()) std::fputs(overview().c_str(), stdout);
    return lnz::kFinished;
  }
  if (verb == "--version") {
    if (comm.is_root()) fmt::print("lnz {} ({})\n", lnz::version(), lnz::commit());
    return lnz::kFinished;
  }
  auto const& all = lnz::commands();
  auto const found =
      std::ranges::find_if(all, [&](lnz::Command const& c) { return c.spec.name == verb; });
  if (found == all.end()) {
    std::vector<std::string> names;
    for (lnz::Command const& command : all) names.push_back(command.spec.name);
    throw lnz::ConfigError("unknown verb '" + verb + "'; did you mean '" +
                           lnz::nearest(verb, names) + "'?");
  }
  arguments.erase(arguments.begin());
  lnz::Options const options = lnz::Options::parse(found->spec, arguments);
  if (options.flag("help")) {
    if (comm.is_root()) std::fputs(lnz::help(found->spec).c_str(), stdout);
    return lnz::kFinished;
  }
  return found->run(options, comm);
}

}  // namespace

int main(int argc, char* argv[]) {
  std::optional<lnz::Session> session;
  bool const alone = is_alone(argc > 1 ? argv[1] : "");
  if (!alone) session.emplace(argc, argv);
  // A limit of file sizes and a closed pipe are errors of write, not the end of a run.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  lnz::let_stderr_lose_lines();
  auto const comm = alone ? lnz::Communicator::self() : lnz::Communicator::world();
  try {
    int const status = run({argv + 1, argv + argc}, comm);
    std::fflush(stdout);
    return status;
  } catch (lnz::ConfigError const& e) {
    if (comm.is_root()) fmt::print(stderr, "lnz: error: {}\n", e.what());
    return lnz::kUserError;
  } catch (lnz::StorageError const& e) {
    if (comm.is_root()) fmt::print(stderr, "lnz: error: {}\n", e.what());
    return lnz::kFault;
  } catch (std::exception const& e) {
    fmt::print(stderr, "lnz: fault on rank {}: {}\n", comm.rank(), e.what());
    if (comm.size() > 1) comm.abort(lnz::kFault);
    return lnz::kFault;
  }
}
