#include "app/driver_command.hpp"

#include "app/command.hpp"
#include "app/driver_dry_run.hpp"
#include "app/planning.hpp"
#include "app/report.hpp"
#include "app/run_output.hpp"
#include "app/run_record.hpp"
#include "app/run_report.hpp"
#include "app/session.hpp"
#include "lnz/error.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace lnz {
namespace {

/// Adds what the verb makes of its samples, and the answer. Root only.
Answer finish(DriverVerb const& verb, Record& run, Record const& model, Communicator const& comm) {
  if (verb.complete) verb.complete(run, model);
  Answer answer = estimated(run);
  put_answer(run, answer);
  run.attributes["@status"] = std::string("finished");
  run.attributes["@ranks"] = std::int64_t{comm.size()};
  run.attributes["@threads"] = std::int64_t{thread_count()};
  run.attributes["@wall_seconds"] = wall_seconds();
  return answer;
}

/// What every root across teams needs of the world's root's record: all but the states. Collective.
void share_with_roots(Record& run, Communicator const& team) {
  if (team.size() == 1) return;
  Record const lean = from_bytes(team.on_root([&] {
    Record copy;
    copy.attributes = run.attributes;
    for (auto const& [key, array] : run.arrays)
      if (key != kStates) copy.arrays[key] = array;
    return to_bytes(copy);
  }));
  if (team.is_root()) return;
  std::string const source = run.source;
  run = lean;
  run.source = source;
}

void note_exchange(Communicator const& team, Options const& options, Communicator const& comm) {
  if (!comm.is_root() || options.flag("quiet") || team.size() == 1) return;
  Traffic const sent = team.exchanged();
  fmt::print(stderr, "lnz: halo exchange: {} messages and {} bytes sent by a rank\n", sent.messages,
             sent.bytes);
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

int to_answer(DriverVerb const& verb, Options const& options, Communicator const& comm) {
  check_times(options);
  if (options.has("dry-run")) return dry_run_driver(verb, options, comm);
  Teams const teams = teams_from(options, comm);
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  Record fresh = new_run(options.text("output"), verb.name, options, verb.deciding);
  put_model(fresh, options, model);
  RunOutput output(fresh.source, options);
  Record run;  // the whole of it on the root; elsewhere as much as the plan needs
  std::string const state = comm.on_root([&]() -> std::string {
    std::optional<Record> found = output.open(fresh, verb.raisable, options.flag("restart"));
    if (!found) return "new";
    run = std::move(*found);
    return run.text("@status") + (is_raised(run, fresh, verb.raisable) ? " raised" : "");
  });
  bool const earlier = state != "new", finished = state.starts_with("finished"),
             raised = state.ends_with("raised");
  Answer answer;  // root only
  if (!finished || raised) {
    Planning planning(comm.is_root() ? first_status(fresh, options, comm) : RunStatus{}, comm);
    PathPlan plan = earlier ? shared_path(run, comm)
                            : plan_path(options, model, beta, verb.walk, comm, teams,
                                        [&] { planning.pulse(); });
    Sampling sampling = sampling_from(options, model);
    sampling.team = teams.inside;
    ModelHandle const path = path_of(model, beta, plan.reference, sampling);
    print_notes(path, options, comm);
    if (!earlier) {
      run = fresh;
      put_path(run, plan, path.log_z_reference);
      if (comm.is_root()) put_bound(run, model);
    }
    Settled const settled = verb.settle(path, plan.schedule);
    if (comm.is_root() && !run.has("@settled")) put_settled(run, settled);
    auto const to_end = [&](bool from_record) {
      Schedule const schedule = from_record ? shared_path(run, comm).schedule : plan.schedule;
      std::unique_ptr<Driver> const driver =
          verb.make(path, schedule, shared_settled(run, settled, comm), teams.across);
      if (from_record) {
        share_with_roots(run, teams.inside);
        driver->load(run);
        if (comm.any(comm.is_root() && run.has("checkpoint@step")))
          output.load(run, driver->states(), comm);
      }
      if (!path.shared) note_idle_workers(*driver, options, comm);
      StatusFile status_file(*driver, run, options, comm);
      planning.hand_over();
      bool const ended = run_to_end(*driver, run, output, options, verb.name, status_file, comm);
      note_exchange(teams.inside, options, comm);
      if (!ended) return false;
      comm.on_root([&] {
        answer = finish(verb, run, model, comm);
        return std::string();
      });
      output.write_finished(run, driver->states(), comm);
      if (comm.is_root()) status_file.finished(answer);
      return true;
    };
    if (!finished && !to_end(earlier)) return kStopped;
    if (raised) {
      comm.on_root([&] {
        output.fill_in_states(run);
        raise(run, fresh, verb.raisable);
        return std::string();
      });
      if (!to_end(true)) return kStopped;
    }
  }
  return std::stoi(comm.on_root([&] {
    if (finished && !raised) answer = estimated(run);
    return std::to_string(report_run(run, answer, options.flag("json"), comm));
  }));
}

}  // namespace

int run_driver(DriverVerb const& verb, Options const& options, Communicator const& comm) try {
  return to_answer(verb, options, comm);
} catch (StoppedPlanning const&) {
  if (comm.is_root() && !options.flag("quiet"))
    fmt::print(stderr,
               "lnz: stopped while the path was planned, before there was anything to save; "
               "run the same command to begin again\n");
  return kStopped;
}

std::vector<OptionSpec> driver_options(std::string const& verb, std::vector<OptionSpec> first,
                                       std::vector<OptionSpec> last) {
  for (OptionSpec const& option : path_options()) first.push_back(option);
  first.insert(first.end(), last.begin(), last.end());
  std::vector<OptionSpec> all = with_common_options(
      first, {"model", "beta", "seed", "output", "restart", "max-time", "checkpoint-interval",
              "checkpoint-way", "status-interval", "dry-run", "json", "quiet"});
  for (OptionSpec& option : all)
    if (option.name.starts_with("output")) option.otherwise = verb + ".h5";
  return all;
}

}  // namespace lnz
