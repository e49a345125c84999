#include "models/layered/belief_net.hpp"
#include "likelihood/independent_errors.hpp"
#include "likelihood/methods.hpp"
#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "models/row_values.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lnz {
namespace {

bool takes(Record const& model, std::string& why_not) {
  why_not = "is of deep belief nets";
  return model.text("@kind") == "dbn";
}

LogValues evaluate(LikelihoodTask const& task) {
  BeliefNet const net(task.model, task.beta);
  require_units(task.data, net.visible(), 0);
  auto const samples = static_cast<std::size_t>(std::max(2, task.samples));
  LogValues out;
  out.value.resize(task.data.rows);
  out.std_error.resize(task.data.rows);
  std::vector<double> bound(task.data.rows);
  for_each_index(task.data.rows, [&](std::size_t i) {
    auto const row = task.data.row(i);
    Stream random(task.seed, Purpose::data, 2, i);
    std::vector<double> weights(samples), twice(samples);
    for (std::size_t s = 0; s < samples; ++s) {
      weights[s] = net.log_weight({row.begin(), row.end()}, random);
      twice[s] = 2 * weights[s];
      bound[i] += weights[s] / static_cast<double>(samples);
    }
    out.value[i] = log_mean_exp(weights);
    double const inverse_ess = std::exp(log_sum_exp(twice) - 2 * log_sum_exp(weights));
    out.std_error[i] = std::sqrt(std::max(0.0, inverse_ess - 1 / static_cast<double>(samples)));
  });
  out.mean_std_error = independent_error_of_mean(out.std_error);
  double mean_bound = 0;
  for (double const b : bound) mean_bound += b / static_cast<double>(bound.size());
  out.warnings.push_back(fmt::format(
      "the variational bound of the same samples, without ln Z, is {:.4f} a row", mean_bound));
  return out;
}

}  // namespace

LikelihoodMethod belief_net_likelihood() {
  return {.name = "importance",
          .summary =
              "of a dbn: hidden layers drawn upwards, --samples for each example, weighted "
              "by what the net says of them; given ln Z",
          .bound = Bound::stochastic,
          .leaves_out_z = true,
          .takes = takes,
          .evaluate = evaluate};
}

}  // namespace lnz
