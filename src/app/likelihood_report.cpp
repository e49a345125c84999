#include "app/likelihood_report.hpp"

#include "app/command.hpp"
#include "app/report.hpp"
#include "app/run_record.hpp"
#include "io/h5_file.hpp"
#include "io/model_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lnz {
namespace {

constexpr std::int64_t kVersion = 1;

/// The numbers of a report, in nats.
struct Summary {
  double mean_unnormalised, mean, std_error, log_z_error, own_error, spread;
};

Summary summary(LikelihoodReport const& said) {
  std::vector<double> const& values = said.values.value;
  double const n = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (double v : values) mean += v / n;
  for (double v : values) square += (v - mean) * (v - mean);
  double const log_z = said.log_z ? said.log_z->log_z : 0,
               log_z_error = said.log_z ? said.log_z->std_error : 0;
  return {.mean_unnormalised = said.log_z ? mean : std::numeric_limits<double>::quiet_NaN(),
          .mean = mean - log_z,
          .std_error = std::hypot(log_z_error, said.values.mean_std_error),
          .log_z_error = log_z_error,
          .own_error = said.values.mean_std_error,
          .spread = n > 1 ? std::sqrt(square / (n - 1) / n) : 0};
}

void print(LikelihoodReport const& said, Summary const& sums, std::string const& data) {
  for (std::string const& doubt : said.doubts) fmt::print("suspect: {}\n", doubt);
  std::string const of = fmt::format("over {} examples of {} (spread over examples +- {:.2g})",
                                     said.values.value.size(), data, sums.spread);
  int const digits = sums.std_error > 0 ? decimals(sums.std_error) + 1 : 5;
  if (said.log_z)
    fmt::print("mean ln p*(v) = {:.5f} {}\n", sums.mean_unnormalised, of);
  else
    fmt::print("{} {}\n", said.method.name, of);
  std::string const kind = said.method.bound == Bound::exact ? "exact in v"
                           : said.method.bound == Bound::lower
                               ? fmt::format("lower bound by {}", said.method.name)
                               : fmt::format("{}: lower bound on average", said.method.name),
                    z = said.log_z
                            ? fmt::format("ln Z = {:.{}f} +- {:.{}f}, {}", said.log_z->log_z,
                                          digits, sums.log_z_error, digits - 1, said.log_z->method)
                            : "no ln Z needed",
                    own = sums.own_error > 0 && said.log_z
                              ? fmt::format(", examples +- {:.{}f}", sums.own_error, digits - 1)
                              : "";
  fmt::print("mean ln p(v) {} {:.{}f} +- {:.{}f}  ({}; {}{})\n",
             said.method.bound == Bound::exact ? "=" : ">=", sums.mean, digits, sums.std_error,
             digits - 1, kind, z, own);
}

}  // namespace

int report_likelihood(LikelihoodReport const& said, Options const& options) {
  Summary const sums = summary(said);
  if (!options.flag("json")) {
    print(said, sums, options.text("data"));
    return kFinished;
  }
  Answer answer;
  Estimate none;
  none.method = "none";
  none.log_z = none.std_error = none.ess = std::numeric_limits<double>::quiet_NaN();
  none.ci95 = {none.log_z, none.log_z};
  answer.estimates.push_back(said.log_z.value_or(none));
  for (std::string const& doubt : said.doubts) answer.doubt(Verdict::suspect, doubt);
  ReportContext const context{.command = "loglik",
                              .model = options.text("model"),
                              .output = options.has("output") ? options.text("output") : "",
                              .ess_of = "",
                              .sweeps = 0,
                              .wall_seconds = wall_seconds(),
                              .extra = {{"likelihood_method", said.method.name},
                                        {"bound", name(said.method.bound)},
                                        {"mean_log_likelihood", sums.mean},
                                        {"mean_log_likelihood_std_error", sums.std_error},
                                        {"ln_z_std_error", sums.log_z_error},
                                        {"examples_std_error", sums.own_error},
                                        {"mean_unnormalised", sums.mean_unnormalised},
                                        {"examples", said.values.value.size()},
                                        {"spread_over_examples", sums.spread}},
                              .notes = {}};
  return report(answer, context, true, Communicator::self());
}

void check_likelihood_file(Options const& options) {
  if (options.has("output"))
    check_new_model_file(options.text("output"), options.flag("overwrite"));
}

void write_likelihood_file(LikelihoodReport const& said, Options const& options,
                           Record const& model, DataSet const& data) {
  if (!options.has("output")) return;
  Record file = new_run(options.text("output"), "loglik", options,
                        {"method", "chains", "samples", "rungs", "schedule", "reference", "moves",
                         "precision", "binarize", "examples"});
  put_model(file, options, model);
  put_data(file, options, data);
  file.attributes["@format"] = std::string("lnz-likelihood");
  file.attributes["@version"] = kVersion;
  file.attributes["@status"] = std::string("finished");
  file.attributes["@method"] = said.method.name;
  file.attributes["@bound"] = std::string(name(said.method.bound));
  std::vector<double> values = said.values.value;
  if (said.log_z) {
    file.attributes["ln_z@method"] = said.log_z->method;
    file.attributes["ln_z@value"] = said.log_z->log_z;
    file.attributes["ln_z@std_error"] = said.log_z->std_error;
    for (double& v : values) v -= said.log_z->log_z;
  }
  Summary const sums = summary(said);
  file.attributes["mean@log_likelihood"] = sums.mean;
  file.attributes["mean@std_error"] = sums.std_error;
  file.attributes["mean@examples_std_error"] = sums.own_error;
  file.attributes["mean@spread"] = sums.spread;
  file.set("examples/log_likelihood", values);
  file.set("examples/std_error", said.values.std_error);
  write_h5(options.text("output"), file);
}

}  // namespace lnz
