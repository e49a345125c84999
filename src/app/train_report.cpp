#include "app/train_report.hpp"

#include "app/json_text.hpp"
#include "app/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <string_view>

namespace lnz {
namespace {

/// "pseudo-log-likelihood -85.10, ln p -84.92 +- 0.11": what there is of it.
std::string in_words(std::map<std::string, double> const& figures) {
  std::string words;
  auto const add = [&](char const* key, char const* name, int digits) {
    if (auto const at = figures.find(key); at != figures.end())
      words += fmt::format("{}{} {:.{}f}", words.empty() ? "" : ", ", name, at->second, digits);
  };
  add("pseudo_log_likelihood", "pseudo-log-likelihood", 2);
  add("reconstruction_error", "reconstruction error", 3);
  add("log_likelihood", "ln p", 2);
  if (figures.contains("log_likelihood"))
    words +=
        fmt::format(" +- {:.2f} (ESS {:.0f})", figures.at("log_z_error"), figures.at("log_z_ess"));
  return words;
}

/// What the model file says of how it came to be, beside the figures of its last epoch, which are
/// real numbers: kConfig and kData tell whether another command would make the same.
constexpr char const *kGroup = "train@", *kConfig = "train@config", *kData = "train@data_sha256",
                     *kExamples = "train@examples", *kUnits = "train@units",
                     *kEpochs = "train@epochs";

std::map<std::string, double> figures_in(Record const& model) {
  std::map<std::string, double> figures;
  for (auto const& [key, value] : model.attributes)
    if (auto const* const figure = std::get_if<double>(&value); figure && key.starts_with(kGroup))
      figures[key.substr(std::string_view(kGroup).size())] = *figure;
  return figures;
}

}  // namespace

void print_task(DataSet const& data, TrainingOptions const& how) {
  fmt::print(stderr, "{}: {} examples of {} {}, hidden units {}\n", how.machine, data.rows,
             data.columns, how.visible == "gaussian" ? "numbers" : "bits",
             fmt::join(how.hidden, ", "));
}

void print_epoch(TrainingReport const& report, int epochs) {
  fmt::print(stderr, "{}epoch {:>3} of {}: {}, {:.1f} s\n", isatty(2) ? "\r\33[K" : "",
             report.epoch, epochs, in_words(report.figures), report.seconds);
}

void note_origin(Record& model, Record const& run, DataSet const& data,
                 TrainingReport const& last) {
  model.attributes[kConfig] = run.text("@config");
  model.attributes[kData] = run.text("@data_sha256");
  model.attributes[kExamples] = static_cast<std::int64_t>(data.rows);
  model.attributes[kUnits] = static_cast<std::int64_t>(data.columns);
  model.attributes[kEpochs] = std::int64_t{last.epoch};
  for (auto const& [name, value] : last.figures) model.attributes[kGroup + name] = value;
}

bool is_result_of(Record const& model, Record const& run) {
  return model.has(kConfig) && model.has(kData) && model.text(kConfig) == run.text("@config") &&
         model.text(kData) == run.text("@data_sha256");
}

void print_training(Record const& model, std::string const& machine,
                    std::vector<std::size_t> const& hidden, Options const& options) {
  std::string const output = options.text("output");
  std::map<std::string, double> const figures = figures_in(model);
  if (options.flag("json")) {
    nlohmann::ordered_json out{{"command", "train"},
                               {"output", output},
                               {"examples", model.integer(kExamples)},
                               {"epochs", model.integer(kEpochs)}};
    for (auto const& [name, value] : figures) out[name] = value;
    out["wall_seconds"] = wall_seconds();
    fmt::print("{}\n", json_text(out, 2));
  } else {
    fmt::print("{}: {} {} x {}, {} after {} epochs, {:.1f} s\n", output, machine,
               model.integer(kUnits), fmt::join(hidden, " x "), in_words(figures),
               model.integer(kEpochs), wall_seconds());
  }
}

}  // namespace lnz
