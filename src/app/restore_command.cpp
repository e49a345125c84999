#include "app/command.hpp"
#include "app/data_rows.hpp"
#include "app/images_from.hpp"
#include "app/json_text.hpp"
#include "app/report.hpp"
#include "io/row_file.hpp"
#include "lnz/error.hpp"
#include "restoration/restoration.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lnz {
namespace {

/// Parts of the pixels that differ.
double difference(std::vector<std::int8_t> const& a, std::vector<std::int8_t> const& b) {
  double count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i];
  return count / static_cast<double>(a.size());
}

/// The likelier value of every pixel, which turns fewest over on average.
std::vector<std::int8_t> likelier(std::vector<double> const& mean) {
  std::vector<std::int8_t> values;
  for (double const m : mean) values.push_back(m > 0 ? 1 : -1);
  return values;
}

/// What was made of noisy images; the originals are those that --corrupt put noise into.
struct Restored {
  Images const& original;
  Images const& noisy;
  RestorationPlan plan;
  Restoration found;
  Answer answer;
};

Record record_of(Restored const& restored, Options const& options) {
  Images const& noisy = restored.noisy;
  Record out;
  out.attributes = {{"@command", std::string("restore")},
                    {"@data", options.text("data")},
                    {"@height", static_cast<std::int64_t>(noisy.height)},
                    {"@width", static_cast<std::int64_t>(noisy.width)},
                    {"@coupling", restored.plan.coupling},
                    {"@noise", restored.plan.noise},
                    {"@seed", static_cast<std::int64_t>(restored.plan.seed)},
                    {"@verdict", std::string(name(restored.answer.verdict))},
                    {"@reasons", fmt::format("{}", fmt::join(restored.answer.reasons, "\n"))}};
  std::vector<std::size_t> const shape{noisy.count(), noisy.pixels()};
  if (options.flag("corrupt")) out.arrays["original"] = {shape, restored.original.values};
  out.arrays["noisy"] = {shape, noisy.values};
  out.arrays["map"] = {shape, restored.found.map};
  out.set("mean", shape, restored.found.mean);
  out.set("std_error", shape, restored.found.std_error);
  out.set("log_map", restored.found.log_map);
  out.set("at_map", restored.found.at_map);
  return out;
}

void report_restoration(Restored const& restored, Options const& options) {
  Restoration const& found = restored.found;
  Images const &original = restored.original, &noisy = restored.noisy;
  double const worst = std::ranges::max(found.std_error), fewest = std::ranges::min(found.at_map);
  std::vector<std::int8_t> const means = likelier(found.mean);
  std::string const verdict(name(restored.answer.verdict));
  if (options.flag("json")) {
    nlohmann::ordered_json out{{"command", "restore"},
                               {"images", noisy.count()},
                               {"height", noisy.height},
                               {"width", noisy.width},
                               {"changed",
                                {{"map", difference(noisy.values, found.map)},
                                 {"means", difference(noisy.values, means)}}},
                               {"largest_std_error", worst},
                               {"chains", restored.plan.chains},
                               {"fewest_chains_at_map", fewest},
                               {"verdict", verdict},
                               {"reasons", restored.answer.reasons},
                               {"wall_seconds", wall_seconds()},
                               {"output", options.text("output")}};
    if (options.flag("corrupt"))
      out["wrong"] = {{"noisy", difference(original.values, noisy.values)},
                      {"map", difference(original.values, found.map)},
                      {"means", difference(original.values, means)}};
    fmt::print("{}\n", json_text(out, 2));
    return;
  }
  for (std::string const& reason : restored.answer.reasons) fmt::print("{}: {}\n", verdict, reason);
  if (options.flag("corrupt"))
    fmt::print("wrong pixels: {:.2f}% with the noise, {:.2f}% of the MAP, {:.2f}% of the means\n",
               100 * difference(original.values, noisy.values),
               100 * difference(original.values, found.map),
               100 * difference(original.values, means));
  fmt::print("MAP met by {} of {} chains at least; means +- {:.2g} at worst\n", fewest,
             restored.plan.chains, worst);
  fmt::print(
      "{}: {} images of {} x {} restored, {:.2f}% of their pixels turned over by the MAP, {:.2f}% "
      "by the means; {:.1f} s; verdict {}\n",
      options.text("output"), noisy.count(), noisy.height, noisy.width,
      100 * difference(noisy.values, found.map), 100 * difference(noisy.values, means),
      wall_seconds(), verdict);
}

int run_restore(Options const& options, Communicator const& comm) {
  RestorationPlan const plan{.coupling = options.real("coupling", 0, 100),
                             .noise = options.real("noise", 0, 1),
                             .chains = static_cast<int>(options.count("chains", 2)),
                             .sweeps = static_cast<int>(options.count("sweeps")),
                             .seed = static_cast<std::uint64_t>(options.count("seed", 0))};
  if (!(plan.noise > 0 && plan.noise < 0.5))
    throw ConfigError(
        fmt::format("--noise = {} (pixels are turned over with a probability above 0 and below "
                    "0.5); correct it",
                    options.text("noise")));
  comm.on_root([&] {
    check_new_row_file(options.text("output"), options.flag("restart"));
    return std::string();
  });
  DataSet const data = shared_data([&] { return image_rows(options); }, options.text("data"), comm);
  Images const original = images_from(data, options);
  Images const noisy =
      options.flag("corrupt") ? with_noise(original, plan.noise, plan.seed) : original;
  Restoration found = restore(noisy, plan, comm);
  comm.on_root([&] {
    Answer answer = restoration_answer(found, plan);
    Restored const restored{original, noisy, plan, std::move(found), std::move(answer)};
    write_row_file(options.text("output"), record_of(restored, options));
    report_restoration(restored, options);
    return std::string();
  });
  return kFinished;
}

}  // namespace

Command restore_command() {
  std::vector<OptionSpec> all = with_common_options(
      {{"data", "FILE[:DATASET]", "",
        "images, a row each: IDX(.gz), .npy, .csv, HDF5; or with --shape one image, a row a line"},
       {"rows", "N[-N]", "", "the first and the last row that are restored, from 0; else all"},
       {"shape", "HxW", "", "of an image; a square if left out"},
       {"binarize", "HOW", "threshold:0.5", "how pixels become black and white"},
       {"coupling", "J", "0.5", "of neighbouring pixels in the prior, exp(J sum s s)"},
       {"noise", "P", "0.1", "probability that a pixel was turned over, below 0.5"},
       {"corrupt", "", "", "turn pixels of the data over first, to see what becomes of them"},
       {"chains", "M", "64", "independent chains an image, for means and for the MAP"},
       {"sweeps", "T", "200", "of a chain that are averaged, and in which it cools to the MAP"}},
      {"seed", "output", "restart", "json"});
  for (OptionSpec& option : all)
    if (option.name.starts_with("output")) {
      option.value = "FILE.h5";
      option.otherwise = "restored.h5";
      option.help = "file to write";
    } else if (option.name == "restart") {
      option.help = "replace a file that is there";
    }
  return {
      {"restore", "",
       "Noisy black and white images restored under an Ising prior.\n"
       "The likeliest original that cooling chains find (MAP), and the posterior mean of every\n"
       "pixel with its error (Geman & Geman 1984).",
       all},
      run_restore};
}

}  // namespace lnz
