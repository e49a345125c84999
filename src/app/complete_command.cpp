#include "app/complete_command.hpp"

#include "app/command.hpp"
#include "app/completion.hpp"
#include "app/data_rows.hpp"
#include "app/json_text.hpp"
#include "app/model_path.hpp"
#include "app/report.hpp"
#include "io/data_file.hpp"
#include "io/row_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// Parts of the free units, over all rows, whose likelier value is the data's.
double agreement(Completion const& found, DataSet const& data, DataSet const& held) {
  double right = 0, free = 0;
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < data.columns; ++i) {
      if (held.row(held.rows == 1 ? 0 : r)[i] == 1) continue;
      double const x = data.row(r)[i];
      right += std::abs(found.mean[r * data.columns + i] - x) <= 0.5 * (x < 0 ? 2 : 1);
      ++free;
    }
  return right / free;
}

Record record_of(Completion const& found, DataSet const& data, DataSet const& held,
                 Options const& options, Answer const& answer) {
  Record out;
  out.attributes["@command"] = std::string("sample");
  for (std::string const key : {"model", "data", "clamp"})
    out.attributes["@" + key] = options.text(key);
  out.attributes["@beta"] = options.real("beta", -1e6, 1e6);
  out.attributes["@seed"] = options.count("seed", 0);
  out.attributes["@verdict"] = std::string(name(answer.verdict));
  out.attributes["@reasons"] = fmt::format("{}", fmt::join(answer.reasons, "\n"));
  std::size_t const rows = found.rows, units = found.units;
  out.arrays["data"] = {{rows, units},
                        std::vector<std::int8_t>(data.values.begin(), data.values.end())};
  out.arrays["held"] = {{held.rows, units},
                        std::vector<std::int8_t>(held.values.begin(), held.values.end())};
  out.set("mean", {rows, units}, found.mean);
  out.arrays["samples"] = {{rows, found.draws.size() / (rows * units), units}, found.draws};
  out.set("log_marginal", found.log_marginal);
  out.set("std_error", found.std_error);
  out.set("ess", found.ess);
  return out;
}

int report_completion(Completion const& found, double right, Options const& options,
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
                                     {"agreement", right},
                                     {"verdict", name(answer.verdict)},
                                     {"reasons", answer.reasons},
                                     {"wall_seconds", wall_seconds()},
                                     {"output", options.text("output")}};
    fmt::print("{}\n", json_text(out, 2));
  } else {
    for (std::string const& reason : answer.reasons)
      fmt::print("{}: {}\n", name(answer.verdict), reason);
    fmt::print(
        "{}: {} rows completed, {:.1f}% of their free units as in the data; ESS {:.0f} of {} "
        "chains "
        "a row, {:.0f} at worst; {:.1f} s; verdict {}\n",
        options.text("output"), found.rows, 100 * right, mean, plan.chains, least, wall_seconds(),
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
  DataSet const data = in_units_of(
      model, beta, shared_data([&] { return chosen_rows(options); }, options.text("data"), comm));
  DataSet const held = shared_data([&] { return mask_from(options.text("clamp"), data.columns); },
                                   options.text("clamp"), comm);
  Completion const found =
      complete_rows(model, beta, data, held, sampling_from(options, model), plan, comm);
  return std::stoi(comm.on_root([&] {
    Answer const answer = completion_answer(found, plan);
    write_row_file(options.text("output"), record_of(found, data, held, options, answer));
    return std::to_string(
        report_completion(found, agreement(found, data, held), options, answer, plan));
  }));
}

}  // namespace lnz
