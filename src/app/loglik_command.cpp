#include "app/command.hpp"
#include "app/likelihood_report.hpp"
#include "app/path_plan.hpp"
#include "app/reading.hpp"
#include "app/run_record.hpp"
#include "io/data_file.hpp"
#include "io/model_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace lnz {
namespace {

/// ln Z of --ln-z: a number, or the answer of a finished run of this model at this beta.
Answer given_log_z(std::string const& text, Record const& model, double beta) {
  Estimate out;
  out.method = "given";
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out.log_z);
  if (fault == std::errc{} && end == text.data() + text.size() && std::isfinite(out.log_z))
    return {.estimates = {out}, .verdict = Verdict::ok, .reasons = {}};
  Record const run = read_run(text);
  if (run.text("@model_sha256") != model_sha256(model) || run.number("@beta") != beta)
    throw ConfigError(
        text +
        " is a run of another model or beta (its ln Z says nothing of this one); give its own run");
  return estimated(run);
}

TemperedPath planned_path(Options const& options, Record const& model, double beta) {
  Communicator const alone = Communicator::self();
  PathPlan plan = plan_path(options, model, beta, Walk::once, alone, {alone, alone});
  return {path_of(model, beta, plan.reference, sampling_from(options, model)),
          std::move(plan.schedule)};
}

int loglik(Options const& options, Record const& model) {
  double const beta = options.real("beta", -1e6, 1e6);
  check_likelihood_file(options);
  LikelihoodMethod const& method = likelihood_method(model, options.text("method"));
  std::optional<Estimate> log_z;
  std::vector<std::string> doubts;
  if (method.leaves_out_z) {
    Answer const given = given_log_z(options.text("ln-z"), model, beta);
    log_z = given.estimates.front();
    for (std::string const& reason : given.reasons)
      doubts.push_back(fmt::format("ln Z of {}: {}", options.text("ln-z"), reason));
  }
  DataSet const data =
      read_data(options.text("data"), reading_of(options.text("binarize"), model),
                options.has("examples") ? static_cast<std::size_t>(options.count("examples")) : 0);
  LogValues values = method.evaluate(
      {.model = model,
       .beta = beta,
       .data = data,
       .chains = static_cast<int>(options.count("chains")),
       .samples = static_cast<int>(options.count("samples")),
       .rungs = options.text("rungs") == "auto" ? 0 : static_cast<int>(options.count("rungs", 2)),
       .seed = static_cast<std::uint64_t>(options.count("seed", 0)),
       .path = [&] { return planned_path(options, model, beta); }});
  doubts.insert(doubts.end(), values.warnings.begin(), values.warnings.end());
  LikelihoodReport const said{.method = method,
                              .values = std::move(values),
                              .log_z = std::move(log_z),
                              .doubts = std::move(doubts)};
  write_likelihood_file(said, options, model, data);
  return report_likelihood(said, options);
}

int run_loglik(Options const& options, Communicator const& comm) {
  Record const model = load_model(options, comm);
  return std::stoi(comm.on_root([&] { return std::to_string(loglik(options, model)); }));
}

std::string methods() {
  std::string text = "auto: the first of these that takes the model";
  for (LikelihoodMethod const& method : likelihood_methods())
    text += "; " + method.name + ": " + method.summary;
  return text;
}

/// Those of a path on one rank.
std::vector<OptionSpec> options() {
  std::vector<OptionSpec> all{
      {"data", "FILE[:DATASET]", "", "examples: IDX(.gz), .npy, .csv, HDF5"},
      {"binarize", "HOW", "auto", "how pixels become bits: threshold:T, sample:SEED or none"},
      {"examples", "N", "", "use the first N examples only"},
      {"ln-z", "RUN.h5|VALUE", "",
       "ln Z of the model, for methods that need it: a finished run, or a number"},
      {"method", "NAME", "auto", methods()},
      {"chains", "M", "20", "chains of methods that sample"},
      {"samples", "S", "500", "samples of each chain, a sweep apart (csl)"},
      {"output,o", "FILE.h5", "", "write the values of all examples and their errors, too", true},
      {"overwrite", "", "", "replace an existing output file"}};
  for (OptionSpec const& option : path_options())
    if (option.name != "team") all.push_back(option);
  return all;
}

}  // namespace

Command loglik_command() {
  return {
      {"loglik", "",
       "Mean log-likelihood of a data set, with its kind and its errors: that of ln Z and that\n"
       "of the method's own sampling. Runs on one rank, with its threads.",
       with_common_options(options(), {"model", "beta", "seed", "json"})},
      run_loglik};
}

}  // namespace lnz
