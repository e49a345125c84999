#include "exact/registry.hpp"
#include "lnz/log_sum.hpp"
#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// All rows of so many values out of `values`.
DataSet all_rows(std::size_t columns, std::vector<float> const& values) {
  DataSet data{"all", 1, columns, {}};
  for (std::size_t i = 0; i < columns; ++i) data.rows *= values.size();
  for (std::size_t row = 0; row < data.rows; ++row)
    for (std::size_t i = 0, rest = row; i < columns; ++i, rest /= values.size())
      data.values.push_back(values[rest % values.size()]);
  return data;
}

/// ln of the sum over all visible states, `step` apart where they are real.
double log_z_by_rows(Record const& model, double beta, std::vector<float> const& values,
                     double step = 1) {
  std::size_t const columns = model.shape("b")[0];
  std::vector<double> const rows =
      kind_of(model).log_unnormalised(model, beta, all_rows(columns, values));
  return log_sum_exp(rows) + static_cast<double>(columns) * std::log(step);
}

std::vector<float> grid(double step, double extent) {
  std::vector<float> values;
  for (double x = -extent; x <= extent; x += step) values.push_back(static_cast<float>(x));
  return values;
}

}  // namespace

TEST_CASE("unnormalised probabilities of all visible states add up to the exact Z") {
  for (double const beta : {1.0, 0.7}) {
    for (auto const& [form, values] :
         {std::pair{"rbm:5x4,scale=1.2,bias=0.8,seed=3", std::vector<float>{0, 1}},
          {"rbm:5x4,scale=0.7,bias=0.8,seed=3,visible=spin", {-1, 1}},
          {"rbm:5x4,scale=0.7,bias=0.8,seed=3,visible=spin,hidden=spin", {-1, 1}},
          {"rbm:5x4,scale=0.7,bias=0.8,seed=3,hidden=spin", {0, 1}},
          {"rbm:5x4,scale=0.7,bias=0.8,seed=3,hidden=gaussian", {0, 1}},
          {"rbm:4x11,scale=0.7,bias=0.8,seed=3,visible=potts,q=5", {0, 1, 2, 3, 4}}}) {
      INFO(form << " at beta " << beta);
      Record const model = generate_model(form);
      double const exact = exact_log_z(model, beta, "enumeration").log_z;
      CHECK(std::abs(log_z_by_rows(model, beta, values) - exact) < 1e-12);
    }
    Record model = generate_model("rbm:2x4,scale=0.7,bias=0.8,seed=3,visible=gaussian");
    model.set("sigma", {0.75, 1.25});
    double const exact = exact_log_z(model, beta, "enumeration").log_z;
    CHECK(std::abs(log_z_by_rows(model, beta, grid(0.125, 20), 0.125) - exact) < 1e-12);
  }
}

TEST_CASE("the error bound of an enumeration covers the shift between bits and other units") {
  ExactAnswer const answer =
      exact_log_z(generate_model("rbm:20x6,bias=1000,visible=spin"), 1, "enumeration");
  CHECK(answer.error_bound > 1e-15 * std::abs(answer.log_z));
  CHECK(answer.error_bound < 1e-9 * std::abs(answer.log_z));
}
