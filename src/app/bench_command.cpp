#include "app/bench_report.hpp"
#include "app/command.hpp"
#include "bench/instructions.hpp"
#include "io/atomic_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <regex>

namespace lnz {
namespace {

/// Those of `all` whose text holds the regular expression --filter.
template <class T, class Text>
std::vector<T> wanted(std::vector<T> all, Options const& options, Text const& text) {
  std::string const filter = options.text("filter");
  std::vector<T> out;
  try {
    std::regex const pattern(filter);
    for (T& one : all)
      if (std::regex_search(text(one), pattern)) out.push_back(std::move(one));
  } catch (std::regex_error const&) {
    throw ConfigError("--filter = '" + filter +
                      "' (not a regular expression); write one such as 'rbm.*int16'");
  }
  if (out.empty())
    throw ConfigError("--filter = '" + filter +
                      "' (no row has such a name and shape); run without it to see all");
  return out;
}

/// A table that grows as rows end, or the object of --json; the object also goes to --output.
class Output {
 public:
  explicit Output(Options const& options)
      : options_(options), json_(options.flag("json")), quiet_(json_ && options.flag("quiet")) {
    if (options.has("output")) check_writable(options.text("output"));
  }

  void heading(std::string const& lines) const {
    if (!json_) fmt::print("{}", lines);
  }
  void row(std::string const& line) const {
    if (quiet_) return;
    fmt::print(json_ ? stderr : stdout, "{}", line);
    std::fflush(json_ ? stderr : stdout);
  }
  void end(std::string const& object, std::vector<std::string> const& notes) const {
    if (json_) fmt::print("{}", object);
    if (!json_)
      for (std::string const& note : notes) fmt::print("{}\n", note);
    if (options_.has("output")) replace_file(options_.text("output"), object, false);
  }

 private:
  Options const& options_;
  bool json_, quiet_;
};

int repetitions(Options const& options, int otherwise) {
  return options.text("repetitions") == "auto" ? otherwise
                                               : static_cast<int>(options.count("repetitions"));
}

void measure_kernels(Options const& options, Machine const& machine, Output const& output) {
  constexpr int kRepetitions = 5;
  auto const rows =
      wanted(all_rows(), options, [](Row const& row) { return row.name + " " + row.shape; });
  Effort const effort{.repetitions = repetitions(options, kRepetitions),
                      .min_seconds = options.real("min-time", 1e-3, 3600)};
  output.heading(heading(machine));
  auto const results = measure(rows, effort, [&](Measured const& m) { output.row(line_of(m)); });
  output.end(json_of(results, machine), notes_on(results, machine));
}

void measure_estimators(Options const& options, Machine const& machine, Output const& output) {
  constexpr int kRuns = 20;
  auto const trials = wanted(accuracy_trials(), options, [](Trial const& trial) {
    return trial.driver + " " + trial.model + " " + trial.effort;
  });
  int const runs = repetitions(options, kRuns);
  output.heading(accuracy_heading(machine));
  std::vector<Accuracy> results;
  for (Trial const& trial : trials)
    for (Accuracy const& accuracy : accuracies(trial, runs)) {
      output.row(line_of(accuracy));
      results.push_back(accuracy);
    }
  output.end(json_of(results, machine), {});
}

int run_bench(Options const& options, Communicator const& comm) {
  std::string const word =
      options.positional().size() == 1 ? options.positional().front() : std::string();
  if (word != "kernels" && word != "estimators")
    throw ConfigError(
        "lnz bench takes one word, kernels or estimators (nothing else is measured); write lnz "
        "bench kernels");
  comm.on_root([&] {
    std::string const instructions = options.text("instructions");
    limit_instructions(instructions);
    Output const output(options);
    (word == "kernels" ? measure_kernels : measure_estimators)(options, this_machine(instructions),
                                                               output);
    return std::string();
  });
  return kFinished;
}

}  // namespace

Command bench_command() {
  return {
      {"bench", "kernels | estimators",
       "Speed of the kernels beside references, and error against cost.\n"
       "kernels: speed of the kernels, each beside a reference timed in turns with it. One rank,\n"
       "and the threads that a row names. Columns: least cycles of a core for the item that the\n"
       "row is about (a chain at a temperature, a unit, a flip attempt, a byte), how much the\n"
       "slowest repetition took more, the same in nanoseconds, the reference's cycles, their "
       "ratio.\n"
       "estimators: error against cost on small models whose ln Z is known, over runs with\n"
       "different seeds. Columns: processor time of a run on one thread, root mean square of its\n"
       "error, of the standard error that it reports, their ratio, runs whose verdict was not ok.",
       with_common_options(
           {{"repetitions", "N", "auto",
             "times that each row of kernels is measured, the least counts (5); runs of each row "
             "of estimators (20)"},
            {"min-time", "SECONDS", "0.2", "least time of a repetition of kernels"},
            {"filter", "REGEX", ".", "rows whose name, shape, model or effort hold this"},
            {"instructions", "NAME", "auto",
             "the best that kernels and references may use: avx2, avx512 or all there are"},
            {"output,o", "FILE.json", "", "file for the JSON object, for plot_bench.py"}},
           {"json", "quiet"})},
      run_bench};
}

}  // namespace lnz
