#include "app/command.hpp"
#include "app/path_plan.hpp"
#include "app/reading.hpp"
#include "app/report.hpp"
#include "app/run_record.hpp"
#include "io/data_file.hpp"
#include "io/h5_file.hpp"
#include "io/model_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace lnz {
namespace {

/// ln Z of --ln-z: a number, or the result of a finished run of this model at this beta.
Estimate given_log_z(std::string const& text, Record const& model, double beta) {
  Estimate out;
  out.method = "given";
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out.log_z);
  if (fault == std::errc{} && end == text.data() + text.size() && std::isfinite(out.log_z))
    return out;
  Record const run = read_run(text);
  if (run.text("@model_sha256") != model_sha256(model) || run.number("@beta") != beta)
    throw ConfigError(
        text +
        " is a run of another model or beta (its ln Z says nothing of this one); give its own run");
  return estimated(run).estimates.front();
}

std::string loglik(Options const& options, Record const& model, Communicator const& comm) {
  double const beta = options.real("beta", -1e6, 1e6);
  Estimate const log_z = given_log_z(options.text("ln-z"), model, beta);
  DataSet const data = read_data(options.text("data"), reading_of(options.text("binarize"), model));
  std::vector<double> const values = kind_of(model).log_unnormalised(model, beta, data);
  double const n = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (double v : values) mean += v / n;
  for (double v : values) square += (v - mean) * (v - mean);
  double const spread = n > 1 ? std::sqrt(square / (n - 1) / n) : 0;
  if (!options.flag("json")) {
    int const digits = log_z.std_error > 0 ? decimals(log_z.std_error) + 1 : 5;
    fmt::print("mean ln p*(v) = {:.5f} over {} examples of {} (spread over examples +- {:.2g})\n",
               mean, data.rows, options.text("data"), spread);
    fmt::print("mean ln p(v) = {:.{}f} +- {:.{}f}  (exact in v; ln Z = {:.{}f} +- {:.{}f}, {})\n",
               mean - log_z.log_z, digits, log_z.std_error, digits - 1, log_z.log_z, digits,
               log_z.std_error, digits - 1, log_z.method);
    return std::to_string(kFinished);
  }
  Answer answer;
  answer.estimates.push_back(log_z);
  ReportContext context{.command = "loglik",
                        .model = options.text("model"),
                        .output = "",
                        .ess_of = "",
                        .sweeps = 0,
                        .wall_seconds = wall_seconds(),
                        .extra = {},
                        .notes = {}};
  context.extra = {{"mean_log_likelihood", mean - log_z.log_z},
                   {"mean_unnormalised", mean},
                   {"examples", data.rows},
                   {"spread_over_examples", spread},
                   {"bound", "exact"}};
  return std::to_string(report(answer, context, true, comm));
}

int run_loglik(Options const& options, Communicator const& comm) {
  Record const model = load_model(options, comm);
  return std::stoi(comm.on_root([&] { return loglik(options, model, comm); }));
}

}  // namespace

Command loglik_command() {
  return {
      {"loglik", "", "Mean log-likelihood of a data set, given ln Z. The error is that of ln Z.",
       with_common_options(
           {{"data", "FILE[:DATASET]", "", "examples: IDX(.gz), .npy, .csv, HDF5"},
            {"binarize", "HOW", "auto",
             "how pixels become bits: threshold:T, sample:SEED; none: they stay pixels in [0, 1]; "
             "raw: numbers as they are; auto: threshold:0.5 for models of bits, raw for others"},
            {"ln-z", "RUN.h5|VALUE", "", "ln Z of the model: a finished run, or a number"}},
           {"model", "beta", "json"})},
      run_loglik};
}

}  // namespace lnz
