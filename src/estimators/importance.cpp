#include "estimators/importance.hpp"

#include "estimators/glance.hpp"
#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"

#include <algorithm>
#include <cmath>
#include <compare>

namespace lnz {
namespace {

constexpr std::uint32_t kResamples = 1000;
constexpr double kFewestEffective = 10, kHeaviestTail = 0.7;

/// Sums of infinite weights may be NaN, which < does not order.
bool in_total_order(double a, double b) { return std::strong_order(a, b) < 0; }

/// 2.5% and 97.5% points of the log mean weight over resampled chains.
std::array<double, 2> bootstrap_interval(std::vector<double> const& weight, std::uint64_t seed) {
  std::vector<double> log_mean;
  double const n = static_cast<double>(weight.size());
  for (std::uint32_t r = 0; r < kResamples; ++r) {
    Stream random(seed, Purpose::bootstrap, r, 0);
    double sum = 0;
    for (std::size_t i = 0; i < weight.size(); ++i)
      sum += weight[static_cast<std::size_t>(random.uniform() * n)];
    log_mean.push_back(std::log(sum / n));
  }
  std::sort(log_mean.begin(), log_mean.end(), in_total_order);
  return {log_mean[kResamples / 40], log_mean[kResamples - 1 - kResamples / 40]};
}

/// Whether the mean of the weights misses what it has not seen of their tail.
bool is_heavy(double ess, double k) { return ess < kFewestEffective || k > kHeaviestTail; }

/// ln Z of log weights that are normal: ln Z_0 + mean + variance / 2.
double second_cumulant(std::span<double const> log_weight, double log_z_reference) {
  double const n = static_cast<double>(log_weight.size());
  double sum = 0, squares = 0;
  for (double w : log_weight) sum += w / n;
  for (double w : log_weight) squares += (w - sum) * (w - sum) / (n - 1);
  return log_z_reference + sum + squares / 2;
}

struct MeanWeight {
  Estimate estimate;
  bool heavy;
};

/// The mean of the weights; if it misses their tail, its error holds the distance to the second
/// cumulant.
MeanWeight mean_weight(std::span<double const> log_weight, double log_z_reference) {
  Estimate out = glance(log_weight, log_z_reference);
  bool const heavy = is_heavy(out.ess, pareto_k(log_weight));
  if (heavy)
    out.std_error =
        std::hypot(out.std_error, second_cumulant(log_weight, log_z_reference) - out.log_z);
  return {out, heavy};
}

}  // namespace

Estimate from_importance_weights(std::span<double const> log_weight, double log_z_reference,
                                 std::uint64_t seed) {
  auto [out, heavy] = mean_weight(log_weight, log_z_reference);
  double const log_mean = log_mean_exp(log_weight);
  std::vector<double> weight;  // relative to their mean: no overflow
  for (double w : log_weight) weight.push_back(std::exp(w - log_mean));
  auto const [low, high] = bootstrap_interval(weight, seed);
  out.ci95 = {out.log_z + low, out.log_z + high};
  if (heavy) {
    out.ci95[0] = std::min(out.ci95[0], out.log_z - 1.96 * out.std_error);
    out.ci95[1] = std::max(out.ci95[1], out.log_z + 1.96 * out.std_error);
  }
  return out;
}

double log_mean_bound(std::span<double const> log_weight, double log_z_reference) {
  double sum = 0;
  for (double w : log_weight) sum += w;
  return log_z_reference + sum / static_cast<double>(log_weight.size());
}

double pareto_k(std::span<double const> log_weight) {
  auto const n = log_weight.size();
  if (n < 25) return std::nan("");
  std::vector<double> sorted(log_weight.begin(), log_weight.end());
  std::sort(sorted.begin(), sorted.end(), in_total_order);
  double const count = static_cast<double>(n);
  auto const tail = static_cast<std::size_t>(std::ceil(std::min(count / 5, 3 * std::sqrt(count))));
  double const top = sorted.back(), cut = std::exp(sorted[n - tail - 1] - top);
  std::vector<double> x;  // exceedances of the largest weights, rising
  for (std::size_t i = n - tail; i < n; ++i) x.push_back(std::exp(sorted[i] - top) - cut);
  if (!(x.back() > 0)) return 0;  // all weights equal

  // Zhang & Stephens (2009), eq. (8) to (10): theta averaged over a grid by profile likelihood.
  double const m = static_cast<double>(tail), x_max = x.back();
  double const quartile = std::max(x[static_cast<std::size_t>(m / 4 + 0.5) - 1], 1e-300);
  auto const k_of = [&](double theta) {
    double sum = 0;
    for (double v : x) sum += std::log1p(-theta * v);
    return sum / m;
  };
  int const grid = 30 + static_cast<int>(std::sqrt(m));
  std::vector<double> theta, log_likelihood;
  for (int j = 1; j <= grid; ++j) {
    theta.push_back(1 / x_max + (1 - std::sqrt(grid / (j - 0.5))) / (3 * quartile));
    double const k = k_of(theta.back());
    log_likelihood.push_back(m * (std::log(-theta.back() / k) - k - 1));
  }
  double const total = log_sum_exp(log_likelihood);
  double mean_theta = 0;
  for (std::size_t j = 0; j < theta.size(); ++j)
    mean_theta += theta[j] * std::exp(log_likelihood[j] - total);
  return (m * k_of(mean_theta) + 5) / (m + 10);  // weak prior around 1/2
}

Answer annealing_answer(AnnealingSamples const& samples, double log_z_reference,
                        std::uint64_t seed) {
  Answer answer;
  std::span<double const> const weights(samples.log_weight);
  Estimate out = from_importance_weights(weights, log_z_reference, seed);
  std::span<double const> rest(samples.kept_log_weight);
  for (; !rest.empty(); rest = rest.subspan(weights.size())) {
    Estimate const at = mean_weight(rest.first(weights.size()), log_z_reference).estimate;
    out.log_z_at.push_back(at.log_z);
    out.std_error_at.push_back(at.std_error);
  }
  double const k = pareto_k(weights);
  if (!std::isfinite(out.log_z)) answer.doubt(Verdict::failed, "the mean weight is not finite");
  if (out.ess < 2)
    answer.doubt(Verdict::failed, "one chain carries all the weight; raise --rungs or --chains");
  else if (out.ess < kFewestEffective)
    answer.doubt(Verdict::suspect, "fewer than 10 effective chains; raise --rungs or --chains");
  if (k > kHeaviestTail)
    answer.doubt(Verdict::suspect, "heavy tail of the weights (Pareto k = " +
                                       std::to_string(k).substr(0, 4) + " > 0.7); raise --rungs");
  answer.estimates.push_back(std::move(out));
  return answer;
}

}  // namespace lnz
