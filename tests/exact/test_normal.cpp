#include "exact/normal.hpp"

#include "lnz/log_sum.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <Eigen/Dense>

#include <cmath>
#include <numbers>

using namespace lnz;
using Catch::Contains;

namespace {

constexpr char const* kForm =
    "rbm:5x3,visible=gaussian,hidden=gaussian,scale=0.2,bias=0.8,sigma=0.7,seed=4";

/// ln of the integral over all units at once, of which -E is a quadratic form: the hidden ones are
/// not summed out first.
double log_z_of_all_units(Record const& model, double beta) {
  std::vector<double> const W = model.reals("W"), b = model.reals("b"), c = model.reals("c"),
                            sigma = model.reals("sigma");
  auto const nv = static_cast<Eigen::Index>(b.size()), nh = static_cast<Eigen::Index>(c.size());
  Eigen::MatrixXd precision = Eigen::MatrixXd::Identity(nv + nh, nv + nh);
  Eigen::VectorXd slope(nv + nh);
  double constant = 0;
  for (Eigen::Index i = 0; i < nv; ++i) {
    auto const at = static_cast<std::size_t>(i);
    double const precise = 1 / (sigma[at] * sigma[at]);
    precision(i, i) = precise;
    slope(i) = precise * b[at];
    constant -= precise * b[at] * b[at] / 2;
    for (Eigen::Index j = 0; j < nh; ++j)
      precision(i, nv + j) = precision(nv + j, i) =
          -precise * W[at * c.size() + static_cast<std::size_t>(j)];
  }
  for (Eigen::Index j = 0; j < nh; ++j) slope(nv + j) = c[static_cast<std::size_t>(j)];
  return beta * (constant + slope.dot(precision.inverse() * slope) / 2) +
         static_cast<double>(nv + nh) / 2 * std::log(2 * std::numbers::pi / beta) -
         std::log(precision.determinant()) / 2;
}

}  // namespace

TEST_CASE("ln Z of Gaussian units is that of the normal distribution of all of them") {
  for (double const beta : {1.0, 0.3, 2.0}) {
    Record const model = generate_model(kForm);
    ExactAnswer const found = exact_log_z(model, beta, "auto");
    CHECK(found.method == "normal");
    CHECK(found.error_bound < 1e-12);
    CHECK(std::abs(found.log_z - log_z_of_all_units(model, beta)) < 1e-12);
  }
}

TEST_CASE("densities of Gaussian units add up to Z") {
  Record const model =
      generate_model("rbm:1x4,visible=gaussian,hidden=gaussian,scale=0.2,bias=1,sigma=0.6,seed=1");
  constexpr double kBeta = 0.7, kStep = 0.01;
  DataSet grid{"grid", 4001, 1, {}};
  for (int i = -2000; i <= 2000; ++i) grid.values.push_back(static_cast<float>(kStep * i));
  // The sum over a grid misses the integral by less than any power of the step.
  double const sum = log_sum_exp(kind_of(model).log_unnormalised(model, kBeta, grid));
  CHECK(std::abs(sum + std::log(kStep) - exact_log_z(model, kBeta, "normal").log_z) < 1e-6);
}

TEST_CASE("Gaussian units whose density grows without end are refused by all that ask") {
  Record const model =
      generate_model("rbm:5x3,visible=gaussian,hidden=gaussian,scale=0.9,sigma=0.7,seed=4");
  DataSet const row{"row", 1, 5, std::vector<float>(5)};
  CHECK_THAT(refused([&] { exact_log_z(model, 1, "auto"); }), Contains("grows without end"));
  CHECK_THAT(refused([&] { kind_of(model).describe(model); }), Contains("grows without end"));
  CHECK_THAT(refused([&] { kind_of(model).log_unnormalised(model, 1, row); }),
             Contains("grows without end"));
  CHECK_THAT(refused([&] { exact_log_z(generate_model(kForm), -1, "auto"); }),
             Contains("beta = -1"));
}

TEST_CASE("a normal distribution has no path, and says where its ln Z is") {
  Record const model = generate_model(kForm);
  CHECK_FALSE(kind_of(model).has_path(model));
  CHECK_THAT(refused([&] { kind_of(model).make(model, 1, {}, {}); }), Contains("lnz exact"));
}
