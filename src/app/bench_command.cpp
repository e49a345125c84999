#include "app/bench_report.hpp"
#include "app/command.hpp"
#include "bench/instructions.hpp"
#include "io/atomic_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <regex>

namespace lnz {
namespace {

std::vector<Row> wanted_rows(std::string const& filter) {
  std::vector<Row> wanted;
  try {
    std::regex const pattern(filter);
    for (Row& row : all_rows())
      if (std::regex_search(row.name + " " + row.shape, pattern)) wanted.push_back(std::move(row));
  } catch (std::regex_error const&) {
    throw ConfigError("--filter = '" + filter +
                      "' (not a regular expression); write one such as 'rbm.*int16'");
  }
  if (wanted.empty())
    throw ConfigError("--filter = '" + filter +
                      "' (no row has such a name and shape); run without it to see all");
  return wanted;
}

/// The table grows as rows end.
void run_on_root(Options const& options) {
  std::vector<Row> const rows = wanted_rows(options.text("filter"));
  Effort const effort{.repetitions = static_cast<int>(options.count("repetitions")),
                      .min_seconds = options.real("min-time", 1e-3, 3600)};
  bool const json = options.flag("json");
  if (options.has("output")) check_writable(options.text("output"));
  std::string const instructions = options.text("instructions");
  limit_instructions(instructions);
  Machine const machine = this_machine(instructions);
  if (!json) fmt::print("{}", heading(machine));
  auto const results = measure(rows, effort, [&](Measured const& m) {
    if (json && options.flag("quiet")) return;
    fmt::print(json ? stderr : stdout, "{}", line_of(m));
    std::fflush(json ? stderr : stdout);
  });
  std::string const object = json_of(results, machine);
  if (json) fmt::print("{}", object);
  if (!json)
    for (std::string const& note : notes_on(results, machine)) fmt::print("{}\n", note);
  if (options.has("output")) replace_file(options.text("output"), object, false);
}

int run_bench(Options const& options, Communicator const& comm) {
  if (options.positional() != std::vector<std::string>{"kernels"})
    throw ConfigError(
        "lnz bench takes one word, kernels (nothing else is measured); write lnz bench kernels");
  comm.on_root([&] {
    run_on_root(options);
    return std::string();
  });
  return kFinished;
}

}  // namespace

Command bench_command() {
  return {
      {"bench", "kernels",
       "Speed of the kernels, each beside a reference timed in turns with it. One rank, and the\n"
       "threads that a row names. Columns: least cycles of a core for the item that the row is\n"
       "about (a chain at a temperature, a unit, a flip attempt, a byte), how much the slowest\n"
       "repetition took more, the same in nanoseconds, the reference's cycles, their ratio.",
       with_common_options(
           {{"repetitions", "N", "5", "times that each row is measured; the least counts"},
            {"min-time", "SECONDS", "0.2", "least time of a repetition"},
            {"filter", "REGEX", ".", "rows whose name and shape hold this"},
            {"instructions", "NAME", "auto",
             "the best that kernels and references may use: avx2, avx512 or all there are"},
            {"output,o", "FILE.json", "", "file for the JSON object, for plot_bench.py"}},
           {"json", "quiet"})},
      run_bench};
}

}  // namespace lnz
