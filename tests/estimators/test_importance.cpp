#include "estimators/importance.hpp"

#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;

namespace {

/// Logs of lognormal weights: E w = exp(mean + sd^2 / 2), Var(w) / E(w)^2 = exp(sd^2) - 1.
std::vector<double> lognormal(double mean, double sd, std::size_t n, std::uint32_t run) {
  Stream random(1, Purpose::data, run, 0);
  std::vector<double> out(n);
  for (double& x : out) x = mean + sd * random.normal();
  return out;
}

}  // namespace

TEST_CASE("two weights 1 and 3 give their literal estimate") {
  std::vector<double> const log_weight{0, std::log(3.0)};
  Estimate const z = from_importance_weights(log_weight, 10, 1);
  CHECK(z.method == "ais");
  CHECK(z.log_z == Approx(10 + std::log(2.0)));
  // Var(w) = 2: the delta method gives sqrt(2 / 2) / 2; two chains are too few to stop at that.
  double const missed = std::log(3.0) / 2 + std::pow(std::log(3.0), 2) / 4 - std::log(2.0);
  CHECK(z.std_error == Approx(std::hypot(0.5, missed)));
  CHECK(z.ess == Approx(16.0 / 10));
  CHECK(z.ci95[0] == Approx(z.log_z - 1.96 * z.std_error));
  CHECK(z.ci95[1] == Approx(z.log_z + 1.96 * z.std_error));
}

TEST_CASE("weights that are no trouble keep the delta method's error and a bootstrap interval") {
  std::vector<double> log_weight(20, 0.0);
  log_weight.resize(24, std::log(3.0));  // 20 ones and 4 threes: too few for a Pareto fit
  Estimate const z = from_importance_weights(log_weight, 10, 1);
  CHECK(z.log_z == Approx(10 + std::log(32.0 / 24)));
  CHECK(z.ess == Approx(32.0 * 32 / 56));
  CHECK(z.std_error == Approx(std::sqrt((24 * 56.0 / (32 * 32) - 1) / 23)));
  CHECK(z.ci95[0] > z.log_z - 2.5 * z.std_error);
  CHECK(z.ci95[1] < z.log_z + 2.5 * z.std_error);
}

TEST_CASE("a normal spread of ln w that its mean weight cannot see is in the error") {
  // ln w ~ N(0, 36): ln Z = 18, which 1,000 weights miss by several nats.
  std::vector<double> log_weight;
  Stream random(4, Purpose::data, 0, 0);
  for (int i = 0; i < 1000; ++i) log_weight.push_back(6 * random.normal());
  Estimate const z = from_importance_weights(log_weight, 0, 1);
  CHECK(z.log_z < 18 - 2);
  CHECK(std::abs(z.log_z - 18) < 2 * z.std_error);
  CHECK(z.ci95[1] > 18);
}

TEST_CASE("equal weights have no error and a weight of zero counts") {
  Estimate const equal = from_importance_weights(std::vector<double>(100, 3.0), 0, 1);
  CHECK(equal.log_z == Approx(3));
  CHECK(equal.std_error < 1e-7);
  CHECK(equal.ess == Approx(100));
  CHECK(equal.ci95[1] - equal.ci95[0] < 1e-12);
  double const zero = -std::numeric_limits<double>::infinity();
  Estimate const half = from_importance_weights(std::vector<double>{3, zero}, 0, 1);
  CHECK(half.log_z == Approx(3 - std::log(2.0)));
  CHECK(half.ess == Approx(1));
}

TEST_CASE("weights that are partly infinite fail, and are sorted in bounds") {
  double const infinity = std::numeric_limits<double>::infinity();
  AnnealingSamples samples{std::vector<double>(1000, 0.0), {}};
  for (std::size_t i = 0; i < 1000; i += 3) samples.log_weight[i] = infinity;
  CHECK(annealing_answer(samples, 0, 1).verdict == Verdict::failed);
  for (std::size_t i = 1; i < 1000; i += 3) samples.log_weight[i] = -infinity;
  CHECK(annealing_answer(samples, 0, 1).verdict == Verdict::failed);
}

TEST_CASE("weights far beyond the doubles shift the estimate and nothing else") {
  std::vector<double> const log_weight = lognormal(0, 0.7, 300, 0);
  std::vector<double> far = log_weight;
  for (double& x : far) x += 65536;
  Estimate const near = from_importance_weights(log_weight, 0, 5),
                 shifted = from_importance_weights(far, -65536, 5);
  CHECK(shifted.log_z == Approx(near.log_z).epsilon(1e-9));
  CHECK(shifted.std_error == Approx(near.std_error).epsilon(1e-9));
  CHECK(shifted.ess == Approx(near.ess).epsilon(1e-9));
  CHECK(shifted.ci95[0] == Approx(near.ci95[0]).epsilon(1e-7));
}

TEST_CASE("lognormal weights give their known mean, error and effective size") {
  std::size_t const n = 100000;
  double const sd = 0.6, v = sd * sd;
  Estimate const z = from_importance_weights(lognormal(-2, sd, n, 0), 7, 1);
  double const error = std::sqrt((std::exp(v) - 1) / n);
  CHECK(std::abs(z.log_z - (7 - 2 + v / 2)) < 4 * error);
  // The relative error of a sample variance is sqrt(kurtosis / n); 15 is that of these weights.
  CHECK(std::abs(z.std_error / error - 1) < 2 * std::sqrt(15.0 / n));
  CHECK(std::abs(z.ess / (n * std::exp(-v)) - 1) < 4 * std::sqrt(15.0 / n));
  CHECK(std::abs((z.ci95[1] - z.ci95[0]) / (2 * 1.96 * error) - 1) < 0.1);
}

TEST_CASE("bootstrap intervals cover the known mean 95 times in 100") {
  std::uint32_t const runs = 1000;
  double inside = 0;
  for (std::uint32_t run = 0; run < runs; ++run) {
    Estimate const z = from_importance_weights(lognormal(0, 0.4, 200, run), 0, run);
    inside += z.ci95[0] < 0.08 && 0.08 < z.ci95[1];
  }
  // A percentile interval of 200 weights misses up to one in a hundred more.
  CHECK(std::abs(inside / runs - 0.95) < 4 * std::sqrt(0.95 * 0.05 / runs) + 0.01);
}

TEST_CASE("an interval of many narrow weights ends 1.96 errors from the estimate on both sides") {
  std::vector<double> const log_weight = lognormal(0, 0.05, 2000, 9);
  int const seeds = 20;
  double below = 0, above = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Estimate const z = from_importance_weights(log_weight, 0, seed);
    below += (z.log_z - z.ci95[0]) / z.std_error / seeds;
    above += (z.ci95[1] - z.log_z) / z.std_error / seeds;
  }
  // The 2.5% point of 1,000 normal numbers has the error sqrt(0.025 0.975 / 1000) / 0.0584.
  double const error = 0.0845 / std::sqrt(seeds);
  CHECK(std::abs(below - 1.96) < 4 * error);
  CHECK(std::abs(above - 1.96) < 4 * error);
}

TEST_CASE("the bootstrap follows its seed") {
  std::vector<double> const log_weight = lognormal(0, 1, 100, 0);
  CHECK(from_importance_weights(log_weight, 0, 1).ci95 ==
        from_importance_weights(log_weight, 0, 1).ci95);
  CHECK(from_importance_weights(log_weight, 0, 1).ci95 !=
        from_importance_weights(log_weight, 0, 2).ci95);
}

TEST_CASE("the mean log weight bounds ln Z from below") {
  CHECK(log_mean_bound(std::vector<double>{1, 2, 6}, 10) == Approx(13));
  std::vector<double> const log_weight = lognormal(0, 1, 1000, 3);
  CHECK(log_mean_bound(log_weight, 0) < from_importance_weights(log_weight, 0, 1).log_z);
}
