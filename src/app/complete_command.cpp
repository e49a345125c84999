#include "app/complete_command.hpp"

#include "app/command.hpp"
#include "app/completion.hpp"
#include "app/data_rows.hpp"
#include "app/json_text.hpp"
#include "app/model_path.hpp"
#include "app/reading.hpp"
#include "app/report.hpp"
#include "io/data_file.hpp"
#include "io/row_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lnz {
namespace {

/// One row of units, or the rows of an image of them.
DataSet mask_from(std::string const& path, std::size_t units) {
  DataSet mask = read_data(path, Binarise{.how = Binarise::How::none});
  if (mask.columns != units && mask.rows * mask.columns == units) {
    mask.rows = 1;
    mask.columns = units;
  }
  return mask;
}

/// How near the data the free units of all rows come.
struct Nearness {
  std::string name;  ///< of the JSON field
  double value;
  std::string text;  ///< "84.9% of their free units as in the data"
};

/// The likelier value of unit i, or its mean if it is real.
double best_guess(Completion const& found, std::size_t i, UnitValues units, bool is_spin) {
  double const mean = found.categories == 0 ? found.mean[i] : 0;
  if (units == UnitValues::reals) return mean;
  if (units == UnitValues::bits) return is_spin ? (mean > 0 ? 1 : -1) : mean > 0.5;
  auto const first = found.mean.begin() + static_cast<std::ptrdiff_t>(i * found.categories);
  return static_cast<double>(
      std::max_element(first, first + static_cast<std::ptrdiff_t>(found.categories)) - first);
}

Nearness nearness(Completion const& found, DataSet const& data, DataSet const& held,
                  UnitValues units) {
  bool const are_spins = std::ranges::min(data.values) < 0;
  double right = 0, squares = 0, free = 0;
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < data.columns; ++i) {
      if (held.row(held.rows == 1 ? 0 : r)[i] == 1) continue;
      double const off =
          best_guess(found, r * data.columns + i, units, are_spins) - double{data.row(r)[i]};
      right += off == 0;
      squares += off * off;
      ++free;
    }
  if (units == UnitValues::reals) {
    double const rms = std::sqrt(squares / free);
    return {"rms_error", rms,
            fmt::format("their free units off by {:.3g} (root mean square)", rms)};
  }
  return {"agreement", right / free,
          fmt::format("{:.1f}% of their free units as in the data", 100 * right / free)};
}

/// Numbers of units in the type that files have for them.
Array array_of(std::vector<std::size_t> shape, std::vector<float> const& values, UnitValues units) {
  if (units == UnitValues::reals)
    return {std::move(shape), std::vector<double>(values.begin(), values.end())};
  return {std::move(shape), std::vector<std::int8_t>(values.begin(), values.end())};
}

Record record_of(Completion const& found, DataSet const& data, DataSet const& held,
                 UnitValues values, Options const& options, Answer const& answer) {
  Record out;
  out.attributes["@command"] = std::string("sample");
  for (std::string const key : {"model", "data", "clamp"})
    out.attributes["@" + key] = options.text(key);
  out.attributes["@beta"] = options.real("beta", -1e6, 1e6);
  out.attributes["@seed"] = options.count("seed", 0);
  out.attributes["@verdict"] = std::string(name(answer.verdict));
  out.attributes["@reasons"] = fmt::format("{}", fmt::join(answer.reasons, "\n"));
  std::size_t const rows = found.rows, units = found.units;
  out.arrays["data"] = array_of({rows, units}, data.values, values);
  out.arrays["held"] = {{held.rows, units},
                        std::vector<std::int8_t>(held.values.begin(), held.values.end())};
  if (found.categories == 0)
    out.set("mean", {rows, units}, found.mean);
  else
    out.set("probability", {rows, units, found.categories}, found.mean);
  out.arrays["samples"] =
      array_of({rows, found.draws.size() / (rows * units), units}, found.draws, values);
  out.set("log_marginal", found.log_marginal);
  out.set("std_error", found.std_error);
  out.set("ess", found.ess);
  return out;
}

int report_completion(Completion const& found, Nearness const& near, Options const& options,
                      Answer const& answer, CompletionPlan const& plan) {
  double const least = *std::ranges::min_element(found.ess),
               mean = std::accumulate(found.ess.begin(), found.ess.end(), 0.0) /
                      static_cast<double>(found.rows);
  if (options.flag("json")) {
    nlohmann::ordered_json const out{{"command", "sample"},
                                     {"model", options.text("model")},
                                     {"rows", found.rows},
                                     {"samples", plan.draws},
                                     {"ess", {{"mean", mean}, {"least", least}}},
                                     {"chains", plan.chains},
                                     {near.name, near.value},
                                     {"verdict", name(answer.verdict)},
                                     {"reasons", answer.reasons},
                                     {"wall_seconds", wall_seconds()},
                                     {"output", options.text("output")}};
    fmt::print("{}\n", json_text(out, 2));
  } else {
    for (std::string const& reason : answer.reasons)
      fmt::print("{}: {}\n", name(answer.verdict), reason);
    fmt::print(
        "{}: {} rows completed, {}; ESS {:.0f} of {} chains a row, {:.0f} at worst; {:.1f} s; "
        "verdict {}\n",
        options.text("output"), found.rows, near.text, mean, plan.chains, least, wall_seconds(),
        name(answer.verdict));
  }
  return answer.verdict == Verdict::failed ? kVerdictFailed : kFinished;
}

}  // namespace

int run_completion(Options const& options, Communicator const& comm) {
  if (!options.has("data"))
    throw ConfigError("--clamp without --data (units are held at the values of its rows); give it");
  auto const given = [&](std::string const& key, int otherwise) {
    return options.text(key) == "auto" ? otherwise : static_cast<int>(options.count(key, 2));
  };
  CompletionPlan plan{.chains = static_cast<int>(options.count("chains", 2)),
                      .seed = static_cast<std::uint64_t>(options.count("seed", 0))};
  plan.draws = given("count", plan.draws);
  plan.rungs = given("rungs", plan.rungs);
  double const beta = options.real("beta", -1e6, 1e6);
  Record const model = load_model(options, comm);
  comm.on_root([&] {
    check_new_row_file(options.text("output"), options.flag("restart"));
    return std::string();
  });
  UnitValues const values = values_of(model);
  Binarise const reading = reading_of(options.text("binarize"), model);
  DataSet const data = in_units_of(
      model, beta,
      shared_data([&] { return chosen_rows(options, reading); }, options.text("data"), comm));
  DataSet const held = shared_data([&] { return mask_from(options.text("clamp"), data.columns); },
                                   options.text("clamp"), comm);
  Completion const found =
      complete_rows(model, beta, data, held, sampling_from(options, model), plan, comm);
  return std::stoi(comm.on_root([&] {
    Answer const answer = completion_answer(found, plan);
    write_row_file(options.text("output"), record_of(found, data, held, values, options, answer));
    return std::to_string(
        report_completion(found, nearness(found, data, held, values), options, answer, plan));
  }));
}

}  // namespace lnz
