#include "app/command.hpp"
#include "app/dry_run.hpp"
#include "app/reading.hpp"
#include "app/report.hpp"
#include "app/run_output.hpp"
#include "app/run_record.hpp"
#include "app/session.hpp"
#include "app/train_report.hpp"
#include "io/data_file.hpp"
#include "io/model_file.hpp"
#include "lnz/error.hpp"
#include "training/training.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace lnz {
namespace {

/// Options that decide the result, beside those that decide the data.
std::vector<std::string> const kDeciding{
    "machine",      "visible",       "hidden",      "method", "temperatures", "steps",    "epochs",
    "batch",        "pretraining",   "mean-fields", "rate",   "final-rate",   "momentum", "centred",
    "weight-decay", "initial-scale", "track",       "keep",   "seed"};

/// "500,1000": units of the layers.
std::vector<std::size_t> layer_sizes(std::string const& text) {
  std::vector<std::size_t> sizes;
  std::istringstream parts(text + ",");
  for (std::string part; std::getline(parts, part, ',');) {
    std::size_t units = 0;
    auto const [end, fault] = std::from_chars(part.data(), part.data() + part.size(), units);
    if (fault != std::errc{} || end != part.data() + part.size() || units == 0)
      throw ConfigError(fmt::format(
          "--hidden = '{}' ('{}' is no number of units); write like 500 or 500,1000", text, part));
    sizes.push_back(units);
  }
  return sizes;
}

TrainingOptions training_options(Options const& options) {
  return {.machine = options.text("machine"),
          .visible = options.text("visible"),
          .hidden = layer_sizes(options.text("hidden")),
          .method = options.text("method"),
          .temperatures = static_cast<std::size_t>(options.count("temperatures", 2)),
          .steps = static_cast<int>(options.count("steps")),
          .epochs = static_cast<int>(options.count("epochs")),
          .pretraining = static_cast<int>(options.count("pretraining", 0)),
          .mean_fields = static_cast<int>(options.count("mean-fields")),
          .batch = static_cast<std::size_t>(options.count("batch")),
          .rate = options.real("rate", 0, 1e6),
          .final_rate = options.real("final-rate", 0, 1e6),
          .momentum = options.real("momentum", 0, 0.999999),
          .weight_decay = options.real("weight-decay", 0, 1e6),
          .initial_scale = options.real("initial-scale", 0, 1e6),
          .centred = options.flag("centred"),
          .tracked = static_cast<std::size_t>(options.count("track", 0)),
          .kept = static_cast<std::size_t>(options.count("keep", 0)),
          .seed = static_cast<std::uint64_t>(options.count("seed", 0))};
}

DataSet examples(Options const& options) {
  std::string const binarise = options.text("binarize");
  UnitValues const units =
      options.text("visible") == "gaussian" ? UnitValues::reals : UnitValues::bits;
  return read_data(
      options.text("data"), binarise == "auto" ? usual_reading(units) : parse_binarise(binarise),
      options.has("examples") ? static_cast<std::size_t>(options.count("examples")) : 0);
}

/// The model of this very training if it is there; not if it is to be trained again.
std::optional<Record> finished_model(Record const& run, Options const& options) {
  std::string const output = options.text("output");
  if (options.flag("restart") || !std::filesystem::is_regular_file(output)) return {};
  try {
    Record model = read_model_file(output);
    if (is_result_of(model, run)) return model;
  } catch (ConfigError const&) {  // whatever it is, it is no result of this command
  }
  return {};
}

/// Writes the model file, drops the checkpoint and reports. Root only.
void finish(Training const& training, TrainingOptions const& how, TrainingReport const& last,
            Record const& run, RunOutput& checkpoint, Options const& options) {
  Record model = training.model();
  note_origin(model, run, training.data(), last);
  write_model_file(options.text("output"), model, options.flag("overwrite"));
  checkpoint.remove();
  print_training(model, how.machine, how.hidden, options);
}

/// The data and the machine are there; a checkpoint holds the machine and its momentum, and is on
/// its way in three copies.
int dry_run(Training const& training, std::string const& status, Options const& options,
            Communicator const& comm) {
  check_times(options);
  auto const weights = static_cast<std::int64_t>(comm.is_root() ? training.weights() : 0);
  std::int64_t const checkpoint = 2 * 8 * weights, other = kBufferBytes + most_resident_bytes();
  return report_dry_run({.summary = fmt::format("train on {} examples of {} units",
                                                training.data().rows, training.data().columns),
                         .status = status,
                         .first_rank = other + 3 * checkpoint,
                         .other_rank = kBufferBytes,
                         .output = 8 * weights + checkpoint},
                        options, comm);
}

int run_train(Options const& options, Communicator const& comm) {
  TrainingOptions const how = training_options(options);
  TrainingReport last{};
  int epochs = 0;
  auto const report = [&](TrainingReport const& epoch) {
    last = epoch;
    if (!options.flag("quiet")) print_epoch(epoch, epochs);
  };
  DataSet data;
  Record run = new_run(options.text("output") + ".run", "train", options, kDeciding);
  bool const finished = comm.on_root([&]() -> std::string {
    std::string const output = options.text("output");
    bool const there = std::filesystem::is_regular_file(output);
    check_new_model_file(output, options.flag("overwrite") || there);
    data = examples(options);
    put_data(run, options, data);
    std::optional<Record> const model = finished_model(run, options);
    if (model && !options.has("dry-run")) print_training(*model, how.machine, how.hidden, options);
    if (!model) check_new_model_file(output, options.flag("overwrite"));
    return model ? "finished" : "";
  }) == "finished";
  if (finished && !options.has("dry-run")) return kFinished;
  Training training(std::move(data), how, report, comm);
  epochs = training.epochs();

  RunOutput checkpoint(run.source, options);
  bool const earlier = comm.on_root([&]() -> std::string {
    bool const restart = options.flag("restart");
    std::optional<Record> found = options.has("dry-run") ? checkpoint.look(run, {}, restart)
                                                         : checkpoint.open(run, {}, restart);
    if (!options.flag("quiet")) print_task(training.data(), how);
    if (!found) return "new";
    run = std::move(*found);
    return "earlier";
  }) == "earlier";
  if (options.has("dry-run"))
    return dry_run(training, finished ? "finished" : earlier ? "running" : "new", options, comm);
  if (earlier) training.load(run);
  StatusFile status(training, run, options, comm);
  if (!run_to_end(training, run, checkpoint, options, "train", status, comm)) return kStopped;
  comm.on_root([&] {
    finish(training, how, last, run, checkpoint, options);
    status.finished();
    return std::string();
  });
  return kFinished;
}

}  // namespace

Command train_command() {
  return {
      {"train", "",
       "A Boltzmann machine fitted to data: restricted, deep, or a deep belief net.\n"
       "A dbn is learnt layer by layer, a dbm so at first and then all together. Runs on one "
       "rank,\n"
       "with its threads.",
       with_common_options(
           {{"data", "FILE[:DATASET]", "", "examples: IDX(.gz), .npy, .csv, HDF5"},
            {"binarize", "HOW", "auto",
             "how pixels become bits: threshold:T, sample:SEED or none; auto: threshold:0.5, none "
             "for gaussian units"},
            {"machine", "NAME", "rbm", "what to fit: rbm, dbn or dbm"},
            {"visible", "UNITS", "bernoulli", "visible units: bernoulli, or gaussian (of an rbm)"},
            {"examples", "N", "", "use the first N examples only"},
            {"hidden", "N[,N...]", "16", "hidden units, of each layer from below"},
            {"method", "NAME", "pcd",
             "negative phase: chains from the data (cd), kept (pcd), or kept beside hotter ones "
             "with "
             "which they exchange states (tempered)"},
            {"temperatures", "K", "10", "of a tempered chain"},
            {"steps,k", "N", "1", "Gibbs sweeps an update"},
            {"epochs", "N", "10", "passes over the data; of a dbn for every layer"},
            {"pretraining", "N", "5",
             "passes for every layer of a dbm before all are learnt together"},
            {"mean-fields", "N", "10", "rounds of mean field an example of a dbm, at most"},
            {"track", "M", "100",
             "chains of annealing that look for ln Z at every fifth of the epochs, for its "
             "log-likelihood as it learns; 0: none"},
            {"keep", "K", "0",
             "machines along the training to keep in the model file, for --path ladder"},
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
           {"seed", "restart", "max-time", "checkpoint-interval", "checkpoint-way",
            "status-interval", "dry-run", "json", "quiet"})},
      run_train};
}

}  // namespace lnz
