#include "exact/registry.hpp"
#include "likelihood/small_machine.hpp"
#include "lnz/log_sum.hpp"
#include "models/layered/bipartite.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

LogValues said(Record const& model, std::string const& method, DataSet const& data, int chains,
               int samples, std::uint64_t seed) {
  return likelihood_method(model, method)
      .evaluate({.model = model,
                 .beta = 1,
                 .data = data,
                 .chains = chains,
                 .samples = samples,
                 .rungs = 30,
                 .seed = seed,
                 .path = nullptr});
}

/// ln sum_h exp(-E(v, h)) of every row, by enumeration of what is left when v is held.
std::vector<double> held_sums(Record const& model, DataSet const& data) {
  std::vector<double> sums;
  for (std::size_t r = 0; r < data.rows; ++r) {
    auto const row = data.row(r);
    Clamped const rest = kind_of(model).clamp(model, {row.begin(), row.end()});
    sums.push_back(exact_log_z(rest.model, 1, "enumeration").log_z - rest.energy);
  }
  return sums;
}

/// ln sum_h p*(v, h) of a net of three layers, h1 listed.
double net_sum(LayeredParameters const& net, std::span<float const> v) {
  std::vector<double> terms;
  for (std::uint32_t state = 0; state < 1u << net.layers[1]; ++state) {
    std::vector<double> h(net.layers[1]);
    for (std::size_t j = 0; j < h.size(); ++j) h[j] = state >> j & 1;
    double term = log_unnormalised(top_rbm(net), h);
    for (std::size_t i = 0; i < v.size(); ++i) {
      double field = net.b[0][i];
      for (std::size_t j = 0; j < h.size(); ++j) field += net.W[0][i * h.size() + j] * h[j];
      term += static_cast<double>(v[i]) * field - softplus(field);
    }
    terms.push_back(term);
  }
  return log_sum_exp(terms);
}

/// Whether values with these errors are those expected, but for z-scores as chance has them.
void check_scores(std::vector<double> const& values, std::vector<double> const& errors,
                  std::vector<double> const& exact) {
  double squares = 0;
  for (std::size_t r = 0; r < exact.size(); ++r) {
    double const z = (values[r] - exact[r]) / errors[r];
    CHECK(std::abs(z) < 5);
    squares += z * z;
  }
  double const n = static_cast<double>(exact.size());
  CHECK(squares < n + 4 * std::sqrt(2 * n));
}

}  // namespace

TEST_CASE("the variational bound of a deep machine is below every example's ln p", "[exact]") {
  Record const model = generate_model("dbm:5x4x3x2,scale=1.2,bias=0.5,seed=2");
  DataSet const data = all_states(5);
  std::vector<double> const exact = held_sums(model, data),
                            bound = said(model, "variational", data, 2, 2, 1).value;
  double gap = 0;
  for (std::size_t r = 0; r < data.rows; ++r) {
    CHECK(bound[r] < exact[r] + 1e-4);
    gap += (exact[r] - bound[r]) / static_cast<double>(data.rows);
  }
  CHECK(gap < 0.5);  // links between hidden layers cost that much at most here
}

TEST_CASE("annealing the hidden units of an example finds its sum over them", "[exact]") {
  for (std::string const form :
       {"dbm:4x5x4,scale=1.2,bias=0.5,seed=3", "dbm:4x4x3x2,scale=1.5,seed=4"}) {
    Record const model = generate_model(form);
    DataSet const data = all_states(4);
    LogValues const values = said(model, "ais", data, 400, 2, 5);
    check_scores(values.value, values.std_error, held_sums(model, data));
  }
}

TEST_CASE("samples drawn upwards through a net weigh up to every example's ln p", "[exact]") {
  Record const model = generate_model("dbn:5x4x3,scale=1,bias=0.5,seed=6");
  LayeredParameters const net = layered_parameters(model, "dbn");
  DataSet const data = all_states(5);
  std::vector<double> exact;
  for (std::size_t r = 0; r < data.rows; ++r) exact.push_back(net_sum(net, data.row(r)));
  LogValues const values = said(model, "importance", data, 2, 2000, 7);
  check_scores(values.value, values.std_error, exact);
}

TEST_CASE("what has no closed form is left to the other methods", "[exact]") {
  CHECK(likelihood_method(generate_model("dbm:4x3x2"), "auto").name == "variational");
  CHECK(likelihood_method(generate_model("dbn:4x3x2"), "auto").name == "importance");
  CHECK(likelihood_method(generate_model("dbm:4x3"), "auto").name == "exact");
  CHECK(likelihood_method(generate_model("rbm:4x3"), "auto").name == "exact");
}
