#include "app/bench_report.hpp"

#include "app/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lnz {
namespace {

using Json = nlohmann::ordered_json;

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

Json as_json(Machine const& machine) {
  return {{"cpu", machine.processor},
          {"clock", machine.hertz},
          {"instructions", machine.instructions},
          {"vector_target", machine.vector_target},
          {"threads", machine.cores},
          {"compiler", machine.compiler},
          {"blas", machine.blas.empty() ? Json(nullptr) : Json(machine.blas)}};
}

Json as_json(Accuracy const& a) {
  return {{"name", a.method},
          {"shape", a.trial->model + ", " + a.trial->effort},
          {"value", a.rms_error},
          {"unit", "nats"},
          {"reference", "reported standard error"},
          {"reference_value", a.reported},
          {"ratio", a.reported / a.rms_error},
          {"driver", a.trial->driver},
          {"model", a.trial->model},
          {"effort", a.trial->effort},
          {"bias", a.bias},
          {"seconds", a.seconds},
          {"runs", a.runs},
          {"doubted", a.doubted}};
}

/// Four digits.
std::string number(double x) { return fmt::format("{:.{}f}", x, x < 1 ? 4 : x < 100 ? 2 : 0); }

constexpr char const* kAccuracyLine = "{:<26} {:<36} {:<23} {:>9} {:>8} {:>8} {:>6} {:>8}\n";
constexpr char const* kLine = "{:<27} {:<13} {:>8} {:>7} {:>10}  {:<21} {:>8} {:>6}\n";

}  // namespace

std::string heading(Machine const& machine) {
  return fmt::format("{} at {:.2f} GHz, {}, {}\n", machine.processor, 1e-9 * machine.hertz,
                     machine.vector_target, machine.compiler) +
         fmt::format(kLine, "kernel", "shape", "cycles", "spread", "time", "reference", "cycles",
                     "ratio");
}

std::string line_of(Measured const& m) {
  std::string const spread = fmt::format("{:.0f}%", 100 * m.kernel.spread());
  std::string const time = number(1e9 * m.kernel.least() / m.hertz) + " ns";
  return fmt::format(
      kLine, m.row.name, m.row.shape, number(m.kernel.least()), spread, time,
      m.reference ? m.row.reference : "none", m.reference ? number(m.reference->least()) : "",
      m.reference ? fmt::format("{:.2f}", m.reference->least() / m.kernel.least()) : "");
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

std::string json_of(std::vector<Measured> const& results, Machine const& machine) {
  Json out{{"command", "bench"}, {"results", Json::array()}};
  for (Measured const& m : results) out["results"].push_back(as_json(m));
  out["machine"] = as_json(machine);
  out["notes"] = notes_on(results, machine);
  out["version"] = version();
  return out.dump(2) + "\n";
}

std::string accuracy_heading(Machine const& machine) {
  return fmt::format("{}, one thread\n", machine.processor) +
         fmt::format(kAccuracyLine, "method", "model", "effort", "CPU of 1", "error", "reported",
                     "ratio", "doubted");
}

std::string line_of(Accuracy const& a) {
  return fmt::format(kAccuracyLine, a.method, a.trial->model, a.trial->effort,
                     number(1e3 * a.seconds) + " ms", number(a.rms_error), number(a.reported),
                     fmt::format("{:.2f}", a.reported / a.rms_error),
                     fmt::format("{}/{}", a.doubted, a.runs));
}

std::string json_of(std::vector<Accuracy> const& results, Machine const& machine) {
  Json out{{"command", "bench"}, {"results", Json::array()}};
  for (Accuracy const& a : results) out["results"].push_back(as_json(a));
  out["machine"] = as_json(machine);
  out["notes"] = Json::array();
  out["version"] = version();
  return out.dump(2) + "\n";
}

}  // namespace lnz
