#include "app/command.hpp"
#include "app/dry_run.hpp"
#include "app/json_text.hpp"
#include "app/report.hpp"
#include "app/run_output.hpp"
#include "app/run_record.hpp"
#include "app/session.hpp"
#include "io/data_file.hpp"
#include "io/model_file.hpp"
#include "training/training.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace lnz {
namespace {

/// Options that decide the result, beside those that decide the data.
std::vector<std::string> const kDeciding{"hidden",       "method",        "steps",      "epochs",
                                         "batch",        "rate",          "final-rate", "momentum",
                                         "weight-decay", "initial-scale", "centred",    "seed"};

TrainingOptions training_options(Options const& options) {
  return {.hidden = static_cast<std::size_t>(options.count("hidden")),
          .method = options.text("method"),
          .steps = static_cast<int>(options.count("steps")),
          .epochs = static_cast<int>(options.count("epochs")),
          .batch = static_cast<std::size_t>(options.count("batch")),
          .rate = options.real("rate", 0, 1e6),
          .final_rate = options.real("final-rate", 0, 1e6),
          .momentum = options.real("momentum", 0, 0.999999),
          .weight_decay = options.real("weight-decay", 0, 1e6),
          .initial_scale = options.real("initial-scale", 0, 1e6),
          .centred = options.flag("centred"),
          .seed = static_cast<std::uint64_t>(options.count("seed", 0))};
}

DataSet examples(Options const& options) {
  return read_data(
      options.text("data"), parse_binarise(options.text("binarize")),
      options.has("examples") ? static_cast<std::size_t>(options.count("examples")) : 0);
}

void print_task(DataSet const& data, TrainingOptions const& how) {
  fmt::print(stderr, "{} examples of {} bits, {} hidden units\n", data.rows, data.columns,
             how.hidden);
}

/// A line that takes the place of a progress bar.
void print_epoch(TrainingReport const& report, int epochs) {
  fmt::print(stderr,
             "{}epoch {:>3} of {}: pseudo-log-likelihood {:.2f}, reconstruction error {:.3f}, "
             "{:.1f} s\n",
             isatty(2) ? "\r\33[K" : "", report.epoch, epochs, report.pseudo_log_likelihood,
             report.reconstruction_error, report.seconds);
}

/// Writes the model file, drops the checkpoint and reports. Root only.
void finish(Training const& training, TrainingReport const& last, RunOutput& checkpoint,
            Options const& options) {
  std::string const output = options.text("output");
  RbmParameters const machine = training.machine();
  write_model_file(output, to_record(machine), options.flag("overwrite"));
  checkpoint.remove();
  if (options.flag("json")) {
    nlohmann::ordered_json const out{{"command", "train"},
                                     {"output", output},
                                     {"examples", training.data().rows},
                                     {"epochs", last.epoch},
                                     {"pseudo_log_likelihood", last.pseudo_log_likelihood},
                                     {"reconstruction_error", last.reconstruction_error},
                                     {"wall_seconds", wall_seconds()}};
    fmt::print("{}\n", json_text(out, 2));
  } else {
    fmt::print("{}: rbm {} x {}, pseudo-log-likelihood {:.2f} after {} epochs, {:.1f} s\n", output,
               machine.visible, machine.hidden, last.pseudo_log_likelihood, last.epoch,
               wall_seconds());
  }
}

/// The data and the machine are there; a checkpoint holds the machine and its momentum, and is on
/// its way in three copies.
int dry_run(Training const& training, bool earlier, Options const& options,
            Communicator const& comm) {
  check_times(options);
  auto const weights = static_cast<std::int64_t>(comm.is_root() ? training.machine().W.size() : 0);
  std::int64_t const checkpoint = 2 * 8 * weights, other = kBufferBytes + most_resident_bytes();
  return report_dry_run({.summary = fmt::format("train on {} examples of {} bits",
                                                training.data().rows, training.data().columns),
                         .status = earlier ? "running" : "new",
                         .first_rank = other + 3 * checkpoint,
                         .other_rank = kBufferBytes,
                         .output = 8 * weights + checkpoint},
                        options, comm);
}

int run_train(Options const& options, Communicator const& comm) {
  TrainingOptions const how = training_options(options);
  TrainingReport last{};
  auto const report = [&](TrainingReport const& epoch) {
    last = epoch;
    if (!options.flag("quiet")) print_epoch(epoch, how.epochs);
  };
  DataSet data;
  comm.on_root([&] {
    check_new_model_file(options.text("output"), options.flag("overwrite"));
    data = examples(options);
    return std::string();
  });
  Training training(std::move(data), how, report, comm);

  Record run = new_run(options.text("output") + ".run", "train", options, kDeciding);
  RunOutput checkpoint(run.source);
  bool const earlier = comm.on_root([&]() -> std::string {
    put_data(run, options, training.data());
    bool const restart = options.flag("restart");
    std::optional<Record> found = options.has("dry-run") ? checkpoint.look(run, {}, restart)
                                                         : checkpoint.open(run, {}, restart);
    if (!options.flag("quiet")) print_task(training.data(), how);
    if (!found) return "new";
    run = std::move(*found);
    return "earlier";
  }) == "earlier";
  if (options.has("dry-run")) return dry_run(training, earlier, options, comm);
  if (earlier) training.load(run);
  StatusFile status(training, run, options, comm);
  if (!run_to_end(training, run, checkpoint, options, "train", status, comm)) return kStopped;
  comm.on_root([&] {
    finish(training, last, checkpoint, options);
    status.finished();
    return std::string();
  });
  return kFinished;
}

}  // namespace

Command train_command() {
  return {
      {"train", "",
       "Fit a restricted Boltzmann machine to data. Runs on one rank, with its threads.",
       with_common_options(
           {{"data", "FILE[:DATASET]", "", "examples: IDX(.gz), .npy, .csv, HDF5"},
            {"binarize", "HOW", "threshold:0.5",
             "how pixels become bits: threshold:T, sample:SEED or none"},
            {"examples", "N", "", "use the first N examples only"},
            {"hidden", "N", "16", "hidden units"},
            {"method", "cd|pcd", "pcd", "negative phase: chains from the data (cd) or kept (pcd)"},
            {"steps,k", "N", "1", "Gibbs sweeps an update"},
            {"epochs", "N", "10", "passes over the data"},
            {"batch", "N", "100", "examples an update"},
            {"rate", "R", "0.05", "learning rate at first"},
            {"final-rate", "R", "0", "learning rate at last; it falls linearly"},
            {"momentum", "M", "0.5", "momentum, 0 to 1"},
            {"weight-decay", "D", "0.0001", "L2 penalty on the weights"},
            {"initial-scale", "S", "0.01", "standard deviation of the initial weights"},
            {"output,o", "MODEL.h5", "",
             "model file to write; until then checkpoints go to MODEL.h5.run, from which the same "
             "command goes on",
             true},
            {"centred", "", "",
             "gradient of centred units: learns much faster (Melchior et al. 2016)"},
            {"overwrite", "", "", "replace an existing model file"}},
           {"seed", "restart", "max-time", "checkpoint-interval", "status-interval", "dry-run",
            "json", "quiet"})},
      run_train};
}

}  // namespace lnz
