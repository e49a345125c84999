#include "app/driver_command.hpp"

#include "app/command.hpp"
#include "app/report.hpp"
#include "app/run_record.hpp"
#include "app/run_report.hpp"
#include "app/session.hpp"
#include "io/h5_file.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace lnz {
namespace {

/// Adds the answer, drops the checkpoint and writes the file. Root only.
Answer finish(Record& run, Communicator const& comm) {
  Answer answer = estimated(run);
  put_answer(run, answer);
  std::erase_if(run.arrays,
                [](auto const& entry) { return entry.first.starts_with("checkpoint/"); });
  std::erase_if(run.attributes,
                [](auto const& entry) { return entry.first.starts_with("checkpoint@"); });
  run.attributes["@status"] = std::string("finished");
  run.attributes["@ranks"] = std::int64_t{comm.size()};
  run.attributes["@threads"] = std::int64_t{thread_count()};
  run.attributes["@wall_seconds"] = wall_seconds();
  write_h5(run.source, run);
  return answer;
}

void note_idle_workers(Driver const& driver, Options const& options, Communicator const& comm) {
  int const workers = comm.size() * thread_count();
  if (comm.is_root() && !options.flag("quiet") && workers > driver.blocks())
    fmt::print(
        stderr,
        "lnz: {} blocks of lanes keep {} of {} workers busy (ranks x threads); a lower --lanes "
        "makes more of them\n",
        driver.blocks(), driver.blocks(), workers);
}

void print_notes(ModelHandle const& path, Options const& options, Communicator const& comm) {
  if (!comm.is_root() || options.flag("quiet")) return;
  for (std::string const& note : path.notes) fmt::print(stderr, "lnz: {}\n", note);
}

}  // namespace

int run_driver(DriverVerb const& verb, Options const& options, Communicator const& comm) {
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  Record const fresh = new_run(verb.name, options, model, verb.deciding);
  Record run;  // the whole of it on the root; elsewhere as much as the plan needs
  std::string const status = comm.on_root([&]() -> std::string {
    std::optional<Record> found = earlier_run(fresh.source, fresh, options.flag("restart"));
    if (!found) return "new";
    run = std::move(*found);
    return run.text("@status");
  });
  bool const earlier = status != "new", finished = status == "finished";
  if (!finished) {
    PathPlan plan =
        earlier ? shared_path(run, comm) : plan_path(options, model, beta, verb.walk, comm);
    ModelHandle const path =
        kind_of(model).make(model, beta, plan.reference, sampling_from(options, model));
    print_notes(path, options, comm);
    if (!earlier) {
      run = fresh;
      put_path(run, plan, path.log_z_reference);
    }
    std::unique_ptr<Driver> const driver = verb.make(path, plan.schedule);
    if (earlier) driver->load(run);
    note_idle_workers(*driver, options, comm);
    if (!run_to_end(*driver, run, options, verb.name, comm)) return kStopped;
  }
  return std::stoi(comm.on_root([&] {
    Answer const answer = finished ? estimated(run) : finish(run, comm);
    return std::to_string(report_run(run, answer, options.flag("json"), comm));
  }));
}

std::vector<OptionSpec> driver_options(std::string const& verb, std::vector<OptionSpec> first,
                                       std::vector<OptionSpec> last) {
  for (OptionSpec const& option : path_options()) first.push_back(option);
  first.insert(first.end(), last.begin(), last.end());
  std::vector<OptionSpec> all =
      with_common_options(first, {"model", "beta", "seed", "output", "restart", "max-time",
                                  "checkpoint-interval", "json", "quiet"});
  for (OptionSpec& option : all)
    if (option.name.starts_with("output")) option.otherwise = verb + ".h5";
  return all;
}

}  // namespace lnz
