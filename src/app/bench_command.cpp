#include "app/command.hpp"
#include "app/version.hpp"
#include "bench/machine.hpp"
#include "bench/measure.hpp"
#include "io/atomic_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <regex>

namespace lnz {
namespace {

using Json = nlohmann::ordered_json;

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

Json as_json(Measured const& m) {
  double const least = m.kernel.least();
  Json out{{"name", m.row.name},
           {"shape", m.row.shape},
           {"value", least},
           {"unit", "cycles per " + m.row.item},
           {"reference", nullptr},
           {"reference_value", nullptr},
           {"ratio", nullptr},
           {"threads", m.row.threads},
           {"median", m.kernel.median()},
           {"spread", m.kernel.spread()},
           {"seconds", least / m.hertz},
           {"clock", m.hertz},
           {"work_per_item", m.row.work_per_item},
           {"work_per_cycle", m.row.work_per_item / least}};
  if (m.reference) {
    out["reference"] = m.row.reference;
    out["reference_value"] = m.reference->least();
    out["ratio"] = m.reference->least() / least;
    out["reference_median"] = m.reference->median();
    out["reference_spread"] = m.reference->spread();
  }
  return out;
}

std::vector<std::string> notes_on(std::vector<Measured> const& results, Machine const& machine) {
  std::vector<std::string> notes;
  for (Measured const& m : results)
    if (!m.reference) {
      notes.push_back(
          "rows without a reference are measured against OpenBLAS; install libopenblas0");
      break;
    }
  if (!machine.blas.empty())
    notes.push_back("sgemm is OpenBLAS with its kernels for " + machine.blas);
  return notes;
}

Json as_json(std::vector<Measured> const& results, Machine const& machine) {
  Json out{{"command", "bench"}, {"results", Json::array()}};
  for (Measured const& m : results) out["results"].push_back(as_json(m));
  out["machine"] = {{"cpu", machine.processor},
                    {"clock", machine.hertz},
                    {"vector_target", machine.vector_target},
                    {"threads", machine.cores},
                    {"compiler", machine.compiler},
                    {"blas", machine.blas.empty() ? Json(nullptr) : Json(machine.blas)}};
  out["notes"] = notes_on(results, machine);
  out["version"] = version();
  return out;
}

/// Four digits.
std::string number(double x) { return fmt::format("{:.{}f}", x, x < 1 ? 4 : x < 100 ? 2 : 0); }

constexpr char const* kLine = "{:<26} {:<14} {:>8} {:>7} {:>10}  {:<21} {:>8} {:>6}\n";

std::string line_of(Measured const& m) {
  std::string const spread = fmt::format("{:.0f}%", 100 * m.kernel.spread());
  std::string const time = number(1e9 * m.kernel.least() / m.hertz) + " ns";
  return fmt::format(
      kLine, m.row.name, m.row.shape, number(m.kernel.least()), spread, time,
      m.reference ? m.row.reference : "none", m.reference ? number(m.reference->least()) : "",
      m.reference ? fmt::format("{:.2f}", m.reference->least() / m.kernel.least()) : "");
}

std::string heading(Machine const& machine) {
  return fmt::format("{} at {:.2f} GHz, {}, {}\n", machine.processor, 1e-9 * machine.hertz,
                     machine.vector_target, machine.compiler) +
         fmt::format(kLine, "kernel", "shape", "cycles", "spread", "time", "reference", "cycles",
                     "ratio");
}

/// The table grows as rows end.
void run_on_root(Options const& options) {
  std::vector<Row> const rows = wanted_rows(options.text("filter"));
  Effort const effort{.repetitions = static_cast<int>(options.count("repetitions")),
                      .min_seconds = options.real("min-time", 1e-3, 3600)};
  bool const json = options.flag("json");
  if (options.has("output")) check_writable(options.text("output"));
  Machine const machine = this_machine();
  if (!json) fmt::print("{}", heading(machine));
  auto const results = measure(rows, effort, [&](Measured const& m) {
    if (json && options.flag("quiet")) return;
    fmt::print(json ? stderr : stdout, "{}", line_of(m));
    std::fflush(json ? stderr : stdout);
  });
  std::string const object = as_json(results, machine).dump(2) + "\n";
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
            {"output,o", "FILE.json", "", "file for the JSON object, for plot_bench.py"}},
           {"json", "quiet"})},
      run_bench};
}

}  // namespace lnz
