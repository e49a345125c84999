#include "lnz/log_sum.hpp"
#include "models/gaussian/marginal_bits.hpp"
#include "models/gaussian/marginal_bound.hpp"
#include "models/registry.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;
using Catch::Contains;

namespace {

/// Both machines with one Gaussian layer; of the first, units of different sigma.
std::vector<Record> machines() {
  Record visible = generate_model("rbm:2x3,visible=gaussian,scale=0.8,bias=0.6,seed=4");
  visible.set("sigma", {0.7, 1.3});
  return {visible, generate_model("rbm:3x2,hidden=gaussian,scale=0.8,bias=0.6,seed=5")};
}

/// -E(x, y) as DESIGN states it, v and h being x and y or the other way round.
double minus_energy(Record const& model, double beta, std::vector<double> const& x,
                    std::vector<double> const& y) {
  bool const visible = model.has("sigma");
  std::vector<double> const &v = visible ? y : x, &h = visible ? x : y;
  std::vector<double> const W = model.reals("W"), b = model.reals("b"), c = model.reals("c"),
                            sigma = visible ? model.reals("sigma") : std::vector<double>(3, 1.0);
  double energy = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    double const variance = sigma[i] * sigma[i];
    energy += visible ? (v[i] - b[i]) * (v[i] - b[i]) / (2 * variance) : -b[i] * v[i];
    for (std::size_t j = 0; j < h.size(); ++j)
      energy -= v[i] / variance * W[i * h.size() + j] * h[j];
  }
  for (std::size_t j = 0; j < h.size(); ++j)
    energy -= c[j] * h[j] - (visible ? 0 : h[j] * h[j] / 2);
  return -beta * energy;
}

std::vector<double> bits(std::size_t number) {
  return {double(number & 1), double(number >> 1 & 1), double(number >> 2 & 1)};
}

/// Visits a grid of points of the plane, `kStep` apart; sums of smooth densities times kStep^2 are
/// integrals to rounding.
constexpr double kStep = 1.0 / 8;
template <class Visit>
void plane(Visit const& visit) {
  for (int i = -160; i <= 160; ++i)
    for (int k = -160; k <= 160; ++k) visit(std::vector<double>{i * kStep, k * kStep});
}

}  // namespace

TEST_CASE("the marginal density of the bits is the integral of exp(-beta E) over the real units") {
  for (Record const& model : machines())
    for (double const beta : {1.0, 0.6}) {
      GaussianMachine const machine = gaussian_machine(model, beta);
      MarginalBits const marginal = marginal_bits(machine, "m");
      for (std::size_t number = 0; number < 8; ++number) {
        std::vector<double> const x = bits(number);
        double sum = 0;
        plane([&](auto const& y) { sum += std::exp(minus_energy(model, beta, x, y)); });
        double const exact = std::log(sum * kStep * kStep);
        CHECK(std::abs(marginal.log_density(x) - exact) < 1e-12);
        CHECK(std::abs(log_integral_over_reals(machine, x) - exact) < 1e-12);
      }
    }
}

TEST_CASE("bits beside real units are summed out as they are listed") {
  for (Record const& model : machines())
    for (std::vector<double> const& y : {std::vector{0.3, -1.1}, {2.0, 0.0}}) {
      std::vector<double> terms;
      for (std::size_t number = 0; number < 8; ++number)
        terms.push_back(minus_energy(model, 0.6, bits(number), y));
      CHECK(std::abs(log_sum_over_bits(gaussian_machine(model, 0.6), y) - log_sum_exp(terms)) <
            1e-13);
    }
}

TEST_CASE("couplings add up to the same bits in any order") {
  MarginalBits const machine = marginal_bits(
      gaussian_machine(generate_model("rbm:40x30,visible=gaussian,scale=0.3,seed=9"), 0.77), "m");
  for (std::size_t i = 0; i < 30; ++i) {
    double up = 0, down = 0;
    for (std::size_t j = 0; j < 30; ++j) up += machine.J[i * 30 + j];
    for (std::size_t j = 30; j-- > 0;) down += machine.J[j * 30 + i];
    CHECK(up == down);
  }
}

TEST_CASE("users of Gaussian visible units see them drawn given the bits") {
  Record const model = machines().front();
  ModelHandle const path = kind_of(model).make(model, 1, {}, {});
  REQUIRE(path.readout.real);
  REQUIRE(path.readout.values == 2);
  std::vector<double> const x{1, 0, 1}, W = model.reals("W"), b = model.reals("b");
  constexpr int kDraws = 40000;
  for (std::size_t i = 0; i < 2; ++i) {
    double const mean = b[i] + W[3 * i] + W[3 * i + 2], sigma = model.reals("sigma")[i];
    double sum = 0, squares = 0;
    for (std::uint32_t t = 0; t < kDraws; ++t) {
      Stream random(1, Purpose::readout, t, 0);
      double const z = (path.readout.of(x, random)[i] - mean) / sigma;
      sum += z;
      squares += z * z;
    }
    CHECK(std::abs(sum) < 4 * std::sqrt(kDraws));
    CHECK(std::abs(squares - kDraws) < 4 * std::sqrt(2.0 * kDraws));
  }
}

TEST_CASE("a Gaussian machine's bound is the heaviest state of its bits") {
  for (Record const& model : machines()) {
    MarginalBits const machine = marginal_bits(gaussian_machine(model, 1), "m");
    double heaviest = machine.log_density(bits(0));
    for (std::size_t number = 1; number < 8; ++number)
      heaviest = std::max(heaviest, machine.log_density(bits(number)));
    CHECK(marginal_bound(machine, 3) == heaviest);
  }
}

TEST_CASE("a broken Gaussian rbm is refused in one line") {
  Record model = machines().front();
  model.source = "m.h5";
  double beta = 1;
  std::string what;
  SECTION("no sigma") { model.arrays.erase("sigma"), what = "sigma"; }
  SECTION("sigma = 0") { model.set("sigma", {1, 0}), what = "sigma = 0 of visible unit 1"; }
  SECTION("sigma < 0") { model.set("sigma", {-1, 1}), what = "sigma = -1 of visible unit 0"; }
  SECTION("sigma of another length") { model.set("sigma", {1, 1, 1}), what = "sigma"; }
  SECTION("b of another length") { model.set("b", {1, 1, 1}), what = "'b'"; }
  SECTION("beta = 0") { beta = 0, what = "beta = 0"; }
  SECTION("beta < 0") { beta = -1, what = "beta = -1"; }
  SECTION("unknown units") {
    model.attributes["@visible"] = std::string("gausian");
    what = "did you mean 'gaussian'";
  }
  SECTION("units that do not go together") {
    model.attributes["@hidden"] = std::string("spin");
    what = "hidden = spin (with visible = gaussian go bernoulli";
  }
  CHECK_THAT(refused([&] { kind_of(model).make(model, beta, {}, {}); }), Contains(what));
}

TEST_CASE("data say nothing of the bits behind Gaussian visible units") {
  Record const model = machines().front();
  DataSet const data{"d.npy", 1, 2, {0.5f, 0.5f}};
  CHECK_THAT(refused([&] { kind_of(model).base_rates(model, data); }), Contains("pilot"));
}
