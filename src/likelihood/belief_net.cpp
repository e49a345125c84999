#include "likelihood/independent_errors.hpp"
#include "likelihood/methods.hpp"
#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "models/layered/bipartite.hpp"
#include "models/row_values.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace lnz {
namespace {

using Units = std::vector<double>;

bool takes(Record const& model, std::string& why_not) {
  why_not = "is of deep belief nets";
  return model.text("@kind") == "dbn";
}

/// A net, and how examples are sent up through it.
struct Net {
  LayeredParameters layers;
  std::vector<std::vector<double>> up;  ///< biases of h1 .. h(L-1) on the way up
  RbmParameters top;
};

Net net_of(Record const& model, double beta) {
  Net net{layered_parameters(model, "dbn"), {}, {}};
  for (std::size_t l = 1; l + 1 < net.layers.layers.size(); ++l) {
    std::string const key = fmt::format("recognition_b{}", l);
    net.up.push_back(model.has(key) ? model.reals(key, 1) : net.layers.b[l]);
    net.up.back().resize(net.layers.layers[l]);
  }
  net.top = at_temperature(top_rbm(net.layers), beta);
  return net;
}

/// bias + x W, or bias + W x', for W [from, to].
Units fields_up(Units const& bias, std::vector<double> const& W, Units const& x) {
  Units out = bias;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] != 0)
      for (std::size_t j = 0; j < out.size(); ++j) out[j] += W[i * out.size() + j];
  return out;
}
Units fields_down(Units const& bias, std::vector<double> const& W, Units const& x) {
  Units out = bias;
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) out[i] += x[j] * W[i * x.size() + j];
  return out;
}

/// ln P(x) of independent units of these log odds.
double log_probability(Units const& x, Units const& fields) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * fields[i] - softplus(fields[i]);
  return sum;
}

/// ln p*(v, h) - ln Q(h | v) of one h drawn upwards; p* without the top's Z.
double log_weight(Net const& net, Units x, Stream& random) {
  double sum = 0;
  for (std::size_t l = 0; l < net.up.size(); ++l) {
    Units const fields = fields_up(net.up[l], net.layers.W[l], x);
    Units h(fields.size());
    for (std::size_t j = 0; j < h.size(); ++j) h[j] = random.uniform() < logistic(fields[j]);
    sum += log_probability(x, fields_down(net.layers.b[l], net.layers.W[l], h)) -
           log_probability(h, fields);
    x = std::move(h);
  }
  return sum + log_unnormalised(net.top, x);
}

LogValues evaluate(LikelihoodTask const& task) {
  Net const net = net_of(task.model, task.beta);
  require_units(task.data, net.layers.layers.front(), 0);
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
      weights[s] = log_weight(net, {row.begin(), row.end()}, random);
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
