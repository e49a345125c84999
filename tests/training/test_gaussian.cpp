#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "training/trained_model.hpp"
#include "training/training.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

using namespace lnz;

namespace {

constexpr std::size_t kVisible = 3;

/// Two heaps of points, each unit of another scale.
DataSet two_heaps() {
  DataSet data{"two heaps", 2000, kVisible, {}};
  Stream random(4, Purpose::data, 0, 0);
  for (std::size_t r = 0; r < data.rows; ++r) {
    double const side = random.uniform() < 0.5 ? -1 : 1;
    data.values.push_back(static_cast<float>(5 + 2 * (side + 0.4 * random.normal())));
    data.values.push_back(static_cast<float>(-1 + 0.1 * (side + 0.4 * random.normal())));
    data.values.push_back(static_cast<float>(0.3 * random.normal()));
  }
  return data;
}

/// -F(v) of a record with Gaussian visible units, term by term.
double log_unnormalised(Record const& model, std::span<float const> v) {
  auto const W = model.reals("W"), b = model.reals("b"), c = model.reals("c"),
             sigma = model.reals("sigma");
  double sum = 0;
  for (std::size_t i = 0; i < kVisible; ++i)
    sum -= std::pow((static_cast<double>(v[i]) - b[i]) / sigma[i], 2) / 2;
  for (std::size_t j = 0; j < c.size(); ++j) {
    double field = c[j];
    for (std::size_t i = 0; i < kVisible; ++i)
      field += static_cast<double>(v[i]) / (sigma[i] * sigma[i]) * W[i * c.size() + j];
    sum += softplus(field);
  }
  return sum;
}

/// ln Z by the list of hidden states, visible units integrated out.
double log_z(Record const& model) {
  auto const W = model.reals("W"), b = model.reals("b"), c = model.reals("c"),
             sigma = model.reals("sigma");
  std::vector<double> terms;
  for (std::uint32_t state = 0; state < 1u << c.size(); ++state) {
    double term = 0;
    for (std::size_t j = 0; j < c.size(); ++j) term += (state >> j & 1) * c[j];
    for (std::size_t i = 0; i < kVisible; ++i) {
      double shift = 0;  // of the mean of v_i
      for (std::size_t j = 0; j < c.size(); ++j) shift += (state >> j & 1) * W[i * c.size() + j];
      term += (std::pow(b[i] + shift, 2) - b[i] * b[i]) / (2 * sigma[i] * sigma[i]) +
              std::log(2 * std::numbers::pi * sigma[i] * sigma[i]) / 2;
    }
    terms.push_back(term);
  }
  return log_sum_exp(terms);
}

double mean_log_likelihood(Record const& model, DataSet const& data) {
  double sum = 0;
  for (std::size_t r = 0; r < data.rows; ++r) sum += log_unnormalised(model, data.row(r));
  return sum / static_cast<double>(data.rows) - log_z(model);
}

}  // namespace

TEST_CASE("real units learn two heaps better than the best normal distribution of units",
          "[exact][training]") {
  DataSet const data = two_heaps();
  TrainingOptions const options{.visible = "gaussian",
                                .hidden = {2},
                                .steps = 5,
                                .epochs = 60,
                                .rate = 0.05,
                                .weight_decay = 0,
                                .initial_scale = 0.1,
                                .centred = true,
                                .tracked = 100};
  TrainingReport last;
  Training training(
      data, options, [&](TrainingReport const& report) { last = report; }, Communicator::self());
  training.advance(training.steps());
  Spread const spread = spread_of(data);
  double const independent =
      mean_log_likelihood(gaussian_record(FloatRbm::zero(kVisible, 2), spread), data);
  double const reached = mean_log_likelihood(training.model(), data);
  INFO("mean ln p " << reached << ", of independent units " << independent);
  CHECK(reached > independent + 0.15);  // 0.22: sigma stays that of both heaps together

  double const error = last.figures.at("log_z_error");
  INFO("ln Z " << last.figures.at("log_z") << " +- " << error << ", exact "
               << log_z(training.model()));
  CHECK(error < 0.1);
  CHECK(std::abs(last.figures.at("log_z") - log_z(training.model())) < 4 * error);
  // Rounding of the data to x in single precision besides.
  CHECK(std::abs(last.figures.at("log_likelihood") - reached) < 4 * error + 1e-5);
}
