#include "training/options.hpp"

#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

void require(bool holds, std::string const& otherwise) {
  if (!holds) throw ConfigError(otherwise);
}

void check_options(TrainingOptions const& options) {
  require(options.method == "cd" || options.method == "pcd",
          fmt::format("method = {} (known: cd, pcd); set --method pcd", options.method));
  require(options.hidden > 0, "hidden = 0 (nothing would tie the pixels); set --hidden >= 1");
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
  auto const odd = std::ranges::find_if_not(data.values, [](float x) { return x == 0 || x == 1; });
  if (odd == data.values.end()) return;
  auto const at = static_cast<std::size_t>(odd - data.values.begin());
  throw ConfigError(
      fmt::format("{} holds {} in row {}, column {} (a binary machine learns from bits); turn "
                  "values into bits with --binarize threshold:0.5",
                  data.source, *odd, at / data.columns, at % data.columns));
}

}  // namespace lnz
