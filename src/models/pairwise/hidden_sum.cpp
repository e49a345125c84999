#include "models/pairwise/hidden_sum.hpp"

#include "lnz/log_sum.hpp"

#include <bit>
#include <cstdint>
#include <vector>

namespace lnz {
namespace {

/// ln sum_h exp(1/2 h'Jh + field.h)
double log_sum_of_linked(std::vector<double> const& J, std::vector<double> field) {
  std::size_t const n = field.size();
  std::vector<double> log_weight(std::size_t{1} << n);
  std::uint64_t h = 0;
  for (std::uint64_t step = 1; step < log_weight.size(); ++step) {
    auto const flipped = static_cast<std::size_t>(std::countr_zero(step));
    double const sign = h >> flipped & 1 ? -1 : 1;
    log_weight[step] = log_weight[step - 1] + sign * field[flipped];
    h ^= std::uint64_t{1} << flipped;
    for (std::size_t j = 0; j < n; ++j) field[j] += sign * J[flipped * n + j];
  }
  return log_sum_exp(log_weight);
}

}  // namespace

double log_unnormalised(BoltzmannParameters const& machine, std::span<double const> v) {
  std::size_t const nv = machine.visible, nh = machine.hidden;
  std::vector<double> field = machine.c;
  double sum = 0;
  for (std::size_t i = 0; i < nv; ++i) {
    if (v[i] == 0) continue;
    sum += machine.b[i];
    for (std::size_t k = 0; k < i; ++k) sum += v[k] * machine.L[i * nv + k];
    for (std::size_t j = 0; j < nh; ++j) field[j] += machine.W[i * nh + j];
  }
  if (machine.hidden_linked()) return sum + log_sum_of_linked(machine.J, field);
  for (double const x : field) sum += softplus(x);
  return sum;
}

}  // namespace lnz
