#include "app/classify_report.hpp"
#include "app/command.hpp"
#include "app/likelihood_of.hpp"
#include "app/model_path.hpp"
#include "app/reading.hpp"
#include "io/data_file.hpp"
#include "io/row_file.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "models/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <sstream>

namespace lnz {
namespace {

/// The parts of an option between commas, one a model. Throws ConfigError if they are not as many.
std::vector<std::string> one_each(Options const& options, std::string const& key,
                                  std::size_t models) {
  std::vector<std::string> parts;
  std::istringstream text(options.text(key) + ",");
  for (std::string part; std::getline(text, part, ',');) parts.push_back(part);
  if (parts.size() != models)
    throw ConfigError(
        fmt::format("--{} = {} ({} given for {} models); give one each, between commas", key,
                    in_quotes(options.text(key)), parts.size(), models));
  return parts;
}

/// ln of --prior, whose weights are scaled to a sum of 1; all alike without it.
std::vector<double> log_priors(Options const& options, std::size_t models) {
  std::vector<double> weights(models, 1);
  if (options.has("prior")) {
    std::ranges::transform(
        one_each(options, "prior", models), weights.begin(), [&](std::string const& part) {
          auto const weight = as_real(part);
          if (!weight || !(*weight > 0) || !std::isfinite(*weight))
            throw ConfigError(fmt::format(
                "--prior: {} (weights of classes are above 0); correct it", in_quotes(part)));
          return *weight;
        });
  }
  double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& w : weights) w = std::log(w / sum);
  return weights;
}

/// --classes; without it the places of the models, from 0.
std::vector<std::int64_t> class_labels(Options const& options, std::size_t models) {
  std::vector<std::int64_t> labels(models);
  std::iota(labels.begin(), labels.end(), 0);
  if (!options.has("classes")) return labels;
  std::ranges::transform(
      one_each(options, "classes", models), labels.begin(), [&](std::string const& part) {
        auto const label = as_count(part);
        if (!label || *label > 1'000'000'000)
          throw ConfigError(fmt::format(
              "--classes: {} (labels are whole numbers from 0); correct it", in_quotes(part)));
        return static_cast<std::int64_t>(*label);
      });
  if (std::set(labels.begin(), labels.end()).size() < models)
    throw ConfigError(fmt::format("--classes = {} (two models cannot have one label); give others",
                                  in_quotes(options.text("classes"))));
  return labels;
}

/// Models whose densities are of the same data. Throws ConfigError if they are not.
std::vector<Record> models_from(std::vector<std::string> const& names) {
  std::vector<Record> models;
  for (std::string const& name : names) {
    models.push_back(load_model(name, Communicator::self()));
    if (values_of(models.back()) != values_of(models.front()))
      throw ConfigError(
          fmt::format("{} has units of another type than {} (their densities cannot be "
                      "compared); give models of the same data",
                      name, names.front()));
  }
  return models;
}

std::vector<std::int64_t> labels_from(Options const& options, Classified const& all,
                                      DataSet const& data) {
  if (!options.has("labels")) return {};
  std::vector<std::int64_t> labels =
      read_labels(options.text("labels"), options.has("examples") ? data.rows : 0);
  if (labels.size() != data.rows)
    throw ConfigError(fmt::format("{} has {} labels ({} has {} examples); name the file of theirs",
                                  options.text("labels"), labels.size(), data.source, data.rows));
  if (std::ranges::find_first_of(labels, all.class_labels) == labels.end())
    throw ConfigError(fmt::format("{} has none of the labels {} (of the models); set --classes",
                                  options.text("labels"), fmt::join(all.class_labels, ", ")));
  return labels;
}

/// What one model says of the examples less its ln Z.
ClassValues values_of(LikelihoodReport const& said, double log_prior) {
  ClassValues values{.log_p = said.values.value,
                     .std_error = said.values.std_error,
                     .log_z_error = said.log_z ? said.log_z->std_error : 0,
                     .log_prior = log_prior};
  if (said.log_z)
    for (double& v : values.log_p) v -= said.log_z->log_z;
  return values;
}

void heed(Answer& answer, Classified const& all) {
  bool bounds = false;
  for (std::size_t k = 0; k < all.models.size(); ++k) {
    bounds = bounds || all.said[k].method.bound != Bound::exact;
    for (std::string const& doubt : all.said[k].doubts)
      answer.doubt(Verdict::suspect, fmt::format("{}: {}", all.models[k], doubt));
  }
  if (bounds && all.models.size() > 1)
    answer.doubt(Verdict::suspect, "values are lower bounds, whose differences bound nothing");
}

void classify_examples(Options const& options) {
  Classified all{.models = options.positional(),
                 .class_labels = {},
                 .said = {},
                 .classes = {},
                 .found = {},
                 .rank = {},
                 .labels = {},
                 .answer = {}};
  std::size_t const count = all.models.size();
  if (count == 0)
    throw ConfigError("lnz classify needs models (a class each); write lnz classify A.h5 B.h5 ...");
  if (count == 1)
    for (std::string const key : {"labels", "classes", "prior"})
      if (options.has(key))
        throw ConfigError(
            fmt::format("--{} with one model (it has no other class); give several", key));
  if (options.has("output")) check_new_row_file(options.text("output"), options.flag("overwrite"));
  all.class_labels = class_labels(options, count);
  std::vector<double> const log_prior = log_priors(options, count);
  std::vector<std::string> const log_z =
      options.has("ln-z") ? one_each(options, "ln-z", count) : std::vector<std::string>{};
  std::vector<Record> const models = models_from(all.models);
  DataSet const data = examples_for(models[0], options);
  all.labels = labels_from(options, all, data);
  auto const seed = static_cast<std::uint64_t>(options.count("seed", 0));
  for (std::size_t k = 0; k < count; ++k) {
    all.said.push_back(likelihood_of(options, models[k],
                                     log_z.empty() ? std::nullopt : std::optional(log_z[k]), data,
                                     derived_seed(seed, Purpose::sweep, k)));
    all.classes.push_back(values_of(all.said[k], log_prior[k]));
  }
  if (count == 1)
    all.rank = ranks_of(all.classes[0].log_p);
  else
    all.found = classify(all.classes);
  heed(all.answer, all);
  if (options.has("output")) write_row_file(options.text("output"), record_of(all, options, data));
  report_classified(all, options);
}

int run_classify(Options const& options, Communicator const& comm) {
  comm.on_root([&] {
    classify_examples(options);
    return std::string();
  });
  return kFinished;
}

std::vector<OptionSpec> options() {
  std::vector<OptionSpec> all = likelihood_options();
  for (OptionSpec& option : all)
    if (option.name == "ln-z") {
      option.value = "LN-Z,...";
      option.help =
          "ln Z of the models, for methods that need it, in their order: finished runs, "
          "or numbers";
    }
  std::vector<OptionSpec> const own{
      {"prior", "WEIGHT,...", "", "how frequent the classes are; all alike if left out"},
      {"labels", "FILE[:DATASET]", "", "true classes of the examples, to count what is right"},
      {"classes", "LABEL,...", "", "what these call the models' classes; 0, 1, ... if left out"},
      {"output,o", "FILE.h5", "", "write the values of all examples and their errors, too", true},
      {"overwrite", "", "", "replace an existing output file"}};
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

}  // namespace

Command classify_command() {
  return {
      {"classify", "MODEL...",
       "Classes of examples by ln p(v) of a model each, or ranks by that of one.\n"
       "The class is that of the largest ln p(v) + ln prior, with the error of its lead, those\n"
       "of both ln Z in it. Of one model: how likely each example is, and its rank from the\n"
       "least likely (an anomaly score). Runs on one rank, with its threads.",
       with_common_options(options(), {"beta", "seed", "json"})},
      run_classify};
}

}  // namespace lnz
