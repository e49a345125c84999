#include "estimators/autocorrelation.hpp"

#include "lnz/stream.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

/// Stationary x_{t+1} = a x_t + sqrt(1 - a^2) noise: variance 1, autocorrelation a^lag.
std::vector<double> autoregressive(double a, std::size_t T, Stream& random) {
  std::vector<double> x(T);
  double now = random.normal();
  for (double& value : x) {
    value = now;
    now = a * now + std::sqrt(1 - a * a) * random.normal();
  }
  return x;
}

double tau(double a) { return (1 + a) / (2 * (1 - a)); }

/// A bound on what the noise of T values adds to tau: the initial monotone sequence keeps noise
/// until it turns negative. Pairs of independent noise of deviation s add
///   s sum_m int_0^inf P(N(0,1) > x)^m dx = 0.6 s;
/// the noise of the estimated autocorrelations is independent after a few tau, whence the factor.
double kept_noise(double a, double T) {
  double const variance = (1 + a * a) / (1 - a * a) / T;  // Bartlett (1946), at large lags
  return 0.6 * std::sqrt(2 * variance) * std::max(1.0, 2 * tau(a));
}

double centre(std::vector<double>& x) {
  double mean = 0;
  for (double value : x) mean += value / static_cast<double>(x.size());
  for (double& value : x) value -= mean;
  return mean;
}

}  // namespace

TEST_CASE("the autocovariance of literals is their sum of products") {
  std::vector<double> const two_paths{1, 2, -3, 0, 1, 1, 0, -2};
  std::vector<double> const covariance = autocovariance(two_paths, 4);
  REQUIRE(covariance.size() == 3);
  CHECK(covariance[0] == Approx((1 + 4 + 9 + 1 + 1 + 4) / 4.0));
  CHECK(covariance[1] == Approx((2 - 6 + 1) / 3.0));
  CHECK(covariance[2] == Approx((-3 - 2) / 2.0));
}

TEST_CASE("the autocovariance by FFT is that by sums, at any length") {
  for (std::size_t T : {1, 2, 7, 64, 100, 129}) {
    Stream random(1, Purpose::data, 0, T);
    std::vector<double> const x = autoregressive(0.6, 3 * T, random);
    std::vector<double> const covariance = autocovariance(x, T);
    REQUIRE(covariance.size() == T / 2 + 1);
    for (std::size_t lag = 0; lag < covariance.size(); ++lag) {
      double sum = 0;
      for (std::size_t path = 0; path < 3; ++path)
        for (std::size_t t = 0; t + lag < T; ++t) sum += x[path * T + t] * x[path * T + t + lag];
      CHECK(std::abs(covariance[lag] - sum / static_cast<double>(T - lag)) < 1e-11);
    }
  }
}

TEST_CASE("a known autocovariance gives the known autocorrelation time and error") {
  std::size_t const T = 1000000;
  for (double a : {0.0, 0.5, 0.9, 0.98}) {
    std::vector<double> covariance;
    for (int lag = 0; lag < 2000; ++lag) covariance.push_back(3 * std::pow(a, lag));
    SeriesError const error = series_error(covariance, T);
    INFO("a = " << a << ", tau = " << error.tau_int);
    CHECK(std::abs(error.tau_int - tau(a)) <= std::pow(a, 2000) / (1 - a) + 1e-12);
    // The bias correction adds up to 2 lags / T, there being 2000.
    double const least = 3 * 2 * error.tau_int / T;
    CHECK(error.variance_of_mean >= least);
    CHECK(error.variance_of_mean < least * (1 + 2.1 * 2000 / T));
  }
}

TEST_CASE("an alternating series claims no smaller error than it has") {
  for (double a : {-0.1, -0.5, -0.9, -0.99}) {
    std::vector<double> covariance;
    for (int lag = 0; lag < 2000; ++lag) covariance.push_back(std::pow(a, lag));
    double const found = series_error(covariance, 1000000).tau_int;
    INFO("a = " << a);
    CHECK(found >= tau(a) - std::pow(a, 2000) / (1 - a) - 1e-12);
    CHECK(found <= 0.5);
  }
}

TEST_CASE("autoregressive series have the autocorrelation time (1 + a) / (2 (1 - a))") {
  std::size_t const T = 200000;
  for (double a : {0.0, 0.5, 0.9, 0.97}) {
    Stream random(2, Purpose::data, 0, 0);
    std::vector<double> x = autoregressive(a, T, random);
    centre(x);
    double const found = series_error(autocovariance(x, T), T).tau_int;
    double const window = 5 * tau(a) + 1;
    // Madras & Sokal (1988), eq. (E.11): Var(tau) = 2 (2 M + 1) / T tau^2.
    double const error = tau(a) * std::sqrt(2 * (2 * window + 1) / static_cast<double>(T));
    INFO("a = " << a << ": " << found << " +- " << error << ", known " << tau(a));
    CHECK(std::abs(found - tau(a)) < 4 * error + kept_noise(a, static_cast<double>(T)));
  }
}

TEST_CASE("the error of a correlated series is calibrated") {
  std::uint32_t const runs = 2000;
  std::size_t const T = 2000;
  for (double a : {0.0, 0.8}) {
    double score_square = 0, claimed = 0, mean_square = 0;
    for (std::uint32_t run = 0; run < runs; ++run) {
      Stream random(3, Purpose::data, run, 0);
      std::vector<double> x = autoregressive(a, T, random);
      double const mean = centre(x);
      double const variance = series_error(autocovariance(x, T), T).variance_of_mean;
      score_square += mean * mean / variance / runs;
      claimed += variance / runs;
      mean_square += mean * mean / runs;
    }
    // Var(mean) = sum_lag (1 - |lag| / T) a^|lag| / T.
    double const n = static_cast<double>(T);
    double const known = (2 * tau(a) - 2 * a * (1 - std::pow(a, n)) / (n * (1 - a) * (1 - a))) / n;
    // The claimed variance has a relative variance of 2 (2 M + 1) / T, by which its inverse is
    // larger in the mean.
    double const spread = 2 * (2 * (5 * tau(a) + 4) + 1) / n;
    INFO("a = " << a << ": variance of scores " << score_square << ", claimed / known "
                << claimed / known);
    CHECK(std::abs(mean_square / known - 1) < 4 * std::sqrt(2.0 / runs));
    double const kept = kept_noise(a, n) / tau(a);
    CHECK(claimed / known > 1 - 4 * std::sqrt(spread / runs));
    CHECK(claimed / known < 1 + 4 * std::sqrt(spread / runs) + kept);
    CHECK(score_square > 1 - 4 * std::sqrt(2.0 / runs) - kept);
    CHECK(score_square < 1 + 4 * std::sqrt(2.0 / runs) + spread);
  }
}

TEST_CASE("a slow mode under fast noise is in the error") {
  // One part in fifty of the variance decays with a = 0.999: tau = 1/2 49/50 + 999.5/50, which
  // a window of a few tau_int cuts off at its first lags.
  std::size_t const T = 1000000;
  std::vector<double> covariance;
  for (int lag = 0; lag < 20000; ++lag)
    covariance.push_back(0.98 * (lag == 0) + 0.02 * std::pow(0.999, lag));
  CHECK(series_error(covariance, T).tau_int == Approx(0.98 * 0.5 + 0.02 * tau(0.999)));
}

TEST_CASE("a constant series has no error") {
  std::vector<double> const zeros(100, 0.0);
  SeriesError const error = series_error(autocovariance(zeros, 100), 100);
  CHECK(error.variance_of_mean == 0);
  CHECK(error.tau_int == 0.5);
}

TEST_CASE("an antithetic series keeps a positive error") {
  std::vector<double> x;
  for (int t = 0; t < 1000; ++t) x.push_back(t % 2 ? 1 : -1);
  SeriesError const error = series_error(autocovariance(x, 1000), 1000);
  CHECK(error.variance_of_mean > 0);
  CHECK(error.tau_int > 0);
}
