#include "app/likelihood_of.hpp"

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

/// A number, or the answer of a finished run of this model at this beta.
Answer given_log_z(std::string const& text, Record const& model, double beta) {
  Estimate out;
  out.method = "given";
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out.log_z);
  if (fault == std::errc{} && end == text.data() + text.size() && std::isfinite(out.log_z))
    return {.estimates = {out}, .verdict = Verdict::ok, .reasons = {}};
  Record const run = read_run(text);
  if (run.text("@model_sha256") != model_sha256(model) || run.number("@beta") != beta)
    throw ConfigError(
        fmt::format("{} is a run of another model or beta than {} (its ln Z says "
                    "nothing of this one); give its own run",
                    text, model.source));
  return estimated(run);
}

TemperedPath planned_path(Options const& options, Record const& model, double beta) {
  Communicator const alone = Communicator::self();
  PathPlan plan = plan_path(options, model, beta, Walk::once, alone, {alone, alone}, [] {});
  return {path_of(model, beta, plan.reference, sampling_from(options, model)),
          std::move(plan.schedule)};
}

std::string methods() {
  std::string text = "auto: the first of these that takes the model";
  for (LikelihoodMethod const& method : likelihood_methods())
    text += "; " + method.name + ": " + method.summary;
  return text;
}

}  // namespace

LikelihoodReport likelihood_of(Options const& options, Record const& model,
                               std::optional<std::string> const& log_z, DataSet const& data,
                               std::uint64_t seed) {
  double const beta = options.real("beta", -1e6, 1e6);
  LikelihoodMethod const& method = likelihood_method(model, options.text("method"));
  LikelihoodReport said{.method = method, .values = {}, .log_z = {}, .doubts = {}};
  if (method.leaves_out_z) {
    if (!log_z)
      throw ConfigError(
          fmt::format("--ln-z is missing (method {} leaves ln Z of {} out); give a "
                      "finished run of it, or a number",
                      method.name, model.source));
    Answer const given = given_log_z(*log_z, model, beta);
    said.log_z = given.estimates.front();
    for (std::string const& reason : given.reasons)
      said.doubts.push_back(fmt::format("ln Z of {}: {}", *log_z, reason));
  }
  said.values = method.evaluate(
      {.model = model,
       .beta = beta,
       .data = data,
       .chains = static_cast<int>(options.count("chains")),
       .samples = static_cast<int>(options.count("samples")),
       .rungs = options.text("rungs") == "auto" ? 0 : static_cast<int>(options.count("rungs", 2)),
       .seed = seed,
       .path = [&] { return planned_path(options, model, beta); }});
  said.doubts.insert(said.doubts.end(), said.values.warnings.begin(), said.values.warnings.end());
  return said;
}

DataSet examples_for(Record const& model, Options const& options) {
  return read_data(
      options.text("data"), reading_of(options.text("binarize"), model),
      options.has("examples") ? static_cast<std::size_t>(options.count("examples")) : 0);
}

std::vector<OptionSpec> likelihood_options() {
  std::vector<OptionSpec> all{
      {"data", "FILE[:DATASET]", "", "examples: IDX(.gz), .npy, .csv, HDF5"},
      {"binarize", "HOW", "auto", "how pixels become bits: threshold:T, sample:SEED or none"},
      {"examples", "N", "", "use the first N examples only"},
      {"ln-z", "RUN.h5|VALUE", "",
       "ln Z of the model, for methods that need it: a finished run, or a number"},
      {"method", "NAME", "auto", methods()},
      {"chains", "M", "20", "chains of methods that sample"},
      {"samples", "S", "500", "samples of each chain, a sweep apart (csl)"}};
  for (OptionSpec const& option : path_options())
    if (option.name != "team") all.push_back(option);  // a path on one rank
  return all;
}

}  // namespace lnz
