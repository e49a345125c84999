#include "app/command.hpp"
#include "app/json_text.hpp"
#include "app/report.hpp"
#include "io/data_file.hpp"
#include "io/model_file.hpp"
#include "training/training.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace lnz {
namespace {

std::string train(Options const& options) {
  TrainingOptions const how{.hidden = static_cast<std::size_t>(options.count("hidden")),
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
  std::string const output = options.text("output");
  check_new_model_file(output, options.flag("overwrite"));
  DataSet const data =
      read_data(options.text("data"), parse_binarise(options.text("binarize")),
                options.has("examples") ? static_cast<std::size_t>(options.count("examples")) : 0);
  if (!options.flag("quiet"))
    fmt::print(stderr, "{} examples of {} bits, {} hidden units\n", data.rows, data.columns,
               how.hidden);
  TrainingReport last{};
  RbmParameters const machine = train_rbm(data, how, [&](TrainingReport const& r) {
    last = r;
    if (!options.flag("quiet"))
      fmt::print(stderr,
                 "epoch {:>3} of {}: pseudo-log-likelihood {:.2f}, reconstruction error {:.3f}, "
                 "{:.1f} s\n",
                 r.epoch, how.epochs, r.pseudo_log_likelihood, r.reconstruction_error, r.seconds);
  });
  write_model_file(output, to_record(machine), options.flag("overwrite"));
  if (options.flag("json")) {
    nlohmann::ordered_json const out{{"command", "train"},
                                     {"output", output},
                                     {"examples", data.rows},
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
  return std::to_string(kFinished);
}

int run_train(Options const& options, Communicator const& comm) {
  return std::stoi(comm.on_root([&] { return train(options); }));
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
            {"output,o", "MODEL.h5", "", "model file to write", true},
            {"centred", "", "",
             "gradient of centred units: learns much faster (Melchior et al. 2016)"},
            {"overwrite", "", "", "replace an existing model file"}},
           {"seed", "json", "quiet"})},
      run_train};
}

}  // namespace lnz
