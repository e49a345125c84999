#include "estimators/autocorrelation.hpp"

#include <Eigen/Core>
#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <bit>
#include <complex>

namespace lnz {

std::vector<double> autocovariance(std::span<double const> paths, std::size_t T) {
  std::size_t const length = std::bit_ceil(2 * T);  // zero padding: no wrap-around
  Eigen::FFT<double> fft;
  std::vector<std::complex<double>> series(length), spectrum(length), power(length);
  // Two paths a transform, one real and one imaginary: their cross terms are odd in the frequency
  // and end up in the imaginary part of the sum.
  for (std::size_t start = 0; start < paths.size(); start += 2 * T) {
    bool const pair = start + T < paths.size();
    for (std::size_t t = 0; t < T; ++t)
      series[t] = {paths[start + t], pair ? paths[start + T + t] : 0};
    std::fill(series.begin() + static_cast<std::ptrdiff_t>(T), series.end(), 0.0);
    fft.fwd(spectrum, series);
    for (std::size_t i = 0; i < length; ++i) power[i] += std::norm(spectrum[i]);
  }
  fft.inv(series, power);
  std::vector<double> covariance(T / 2 + 1);
  for (std::size_t lag = 0; lag < covariance.size(); ++lag)
    covariance[lag] = series[lag].real() / static_cast<double>(T - lag);
  return covariance;
}

SeriesError series_error(std::span<double const> autocovariance, std::size_t T) {
  double const C0 = autocovariance[0], n = static_cast<double>(T);
  if (!(C0 > 0) || autocovariance.size() < 2) return {std::max(C0, 0.0) / n, 0.5};
  double tau = -0.5, least = autocovariance[0] + autocovariance[1];
  std::size_t lag = 0;
  for (; lag + 1 < autocovariance.size(); lag += 2) {
    least = std::min(least, autocovariance[lag] + autocovariance[lag + 1]);
    if (least <= 0) break;
    tau += least / C0;
  }
  tau = std::max(tau, 0.5 / n);
  double const lost = std::min(0.5, 2 * static_cast<double>(lag) / n);
  return {C0 * 2 * tau / n / (1 - lost), tau};
}

}  // namespace lnz
