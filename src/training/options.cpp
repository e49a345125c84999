#include "training/options.hpp"

#include "core/short_form.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace lnz {
namespace {

/// Share of the newest batch in the running mean of the hidden units. Batch means alone are
/// too noisy (Melchior, Fischer & Wiskott 2016); 100 batches of 100 give a mean to 0.5%.
constexpr double kNewest = 0.01;

void require(bool holds, std::string const& otherwise) {
  if (!holds) throw ConfigError(otherwise);
}

void check_machine(TrainingOptions const& options) {
  auto const known = [](std::string const& name, std::string const& value,
                        std::vector<std::string> const& values) {
    require(std::ranges::find(values, value) != values.end(),
            fmt::format("{} = {} (known: {}); set --{} {}", name, value, fmt::join(values, ", "),
                        name, nearest(value, values)));
  };
  known("machine", options.machine, {"rbm", "dbn", "dbm"});
  known("visible", options.visible, {"bernoulli", "gaussian"});
  require(!options.hidden.empty() && std::ranges::find(options.hidden, 0u) == options.hidden.end(),
          "hidden = 0 (nothing would tie the pixels); set --hidden >= 1");
  require(options.machine != "rbm" || options.hidden.size() == 1,
          fmt::format("hidden = {} (an rbm has one hidden layer); set --machine dbn or dbm",
                      fmt::join(options.hidden, ",")));
  require(options.visible == "bernoulli" || options.machine == "rbm",
          fmt::format("visible = gaussian (a {} learns from bits); set --machine rbm",
                      options.machine));
  require(options.kept == 0 || options.machine == "rbm",
          fmt::format("keep = {} (ladders are of rbms); leave --keep out", options.kept));
  require(options.pretraining >= 0,
          fmt::format("pretraining = {} (epochs of every layer); set --pretraining >= 0",
                      options.pretraining));
  require(options.mean_fields > 0,
          fmt::format("mean-fields = {} (layers would not hear each other); set --mean-fields >= 1",
                      options.mean_fields));
}

void check_options(TrainingOptions const& options) {
  bool const tempers = options.machine != "dbm" && options.visible == "bernoulli";
  require(options.method == "cd" || options.method == "pcd" ||
              (options.method == "tempered" && tempers),
          fmt::format("method = {} (known: cd, pcd{}); set --method pcd", options.method,
                      tempers ? ", tempered" : " for these units"));
  require(options.temperatures >= 2,
          fmt::format("temperatures = {} (a ladder has two ends); set --temperatures >= 2",
                      options.temperatures));
  check_machine(options);
  require(options.steps > 0,
          fmt::format("steps = {} (chains must move); set --steps >= 1", options.steps));
  require(options.epochs > 0,
          fmt::format("epochs = {} (nothing would be learnt); set --epochs >= 1", options.epochs));
  require(options.batch > 0, "batch = 0 (an update needs examples); set --batch >= 1");
  require(std::isfinite(options.rate) && options.rate > 0,
          fmt::format("rate = {} (weights would not ascend); set --rate > 0", options.rate));
  require(std::isfinite(options.final_rate) && options.final_rate >= 0,
          fmt::format("final rate = {} (weights would descend); set --final-rate >= 0",
                      options.final_rate));
  require(options.momentum >= 0 && options.momentum < 1,
          fmt::format("momentum = {} (the velocity would not settle); set --momentum in [0, 1)",
                      options.momentum));
  require(std::isfinite(options.weight_decay) && options.weight_decay >= 0,
          fmt::format("weight decay = {} (weights would be driven away from 0); set "
                      "--weight-decay >= 0",
                      options.weight_decay));
  require(std::isfinite(options.initial_scale) && options.initial_scale >= 0,
          fmt::format("initial scale = {} (it is a standard deviation); set --initial-scale >= 0",
                      options.initial_scale));
}

}  // namespace

void check(DataSet const& data, TrainingOptions const& options) {
  check_options(options);
  require(data.columns > 0,
          fmt::format("{} has no columns (a machine needs visible units); give another --data",
                      data.source));
  require(options.batch <= data.rows,
          fmt::format("batch = {} ({} has {} rows); set --batch <= {}", options.batch, data.source,
                      data.rows, data.rows));
  bool const real = options.visible == "gaussian";
  auto const odd = std::ranges::find_if_not(
      data.values, [&](float x) { return real ? std::isfinite(x) : x == 0 || x == 1; });
  if (odd == data.values.end()) return;
  auto const at = static_cast<std::size_t>(odd - data.values.begin());
  std::string const where = fmt::format("{} holds {} in row {}, column {}", data.source, *odd,
                                        at / data.columns, at % data.columns);
  if (real) throw ConfigError(where + " (no number to learn from); remove the row");
  throw ConfigError(where +
                    " (a binary machine learns from bits); turn values into bits with --binarize "
                    "threshold:0.5");
}

Ascent ascent(TrainingOptions const& options, double part) {
  return {.rate = options.rate + (options.final_rate - options.rate) * part,
          .momentum = options.momentum,
          .weight_decay = options.weight_decay,
          .newest = options.centred ? kNewest : 0};
}

}  // namespace lnz
