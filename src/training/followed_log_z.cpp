#include "training/followed_log_z.hpp"

#include "lnz/drivers.hpp"
#include "lnz/log_sum.hpp"
#include "models/rbm/rbm_path.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lnz {
namespace {

constexpr int kRungs = 2001;

std::vector<double> doubles(auto const& x) { return {x.data(), x.data() + x.size()}; }

}  // namespace

ModelHandle path_of_bits(FloatRbm const& machine, Reference const& reference) {
  RbmParameters const parameters{static_cast<std::size_t>(machine.W.rows()),
                                 static_cast<std::size_t>(machine.W.cols()), doubles(machine.W),
                                 doubles(machine.b), doubles(machine.c)};
  return rbm_path(parameters, reference, {});
}

FollowedLogZ followed_log_z(ModelHandle const& path, int chains, std::uint64_t seed) {
  AnnealedImportanceSampling annealing(path,
                                       {.schedule = linear(kRungs),
                                        .chains = chains,
                                        .lanes = std::min(chains, 64),
                                        .kept_rungs = {},
                                        .seed = derived_seed(seed, Purpose::training, 1)},
                                       Communicator::self());
  annealing.advance(annealing.steps());
  std::vector<double> const weight = annealing.log_weights();
  std::vector<double> twice = weight;
  for (double& w : twice) w *= 2;
  double const ess = std::exp(2 * log_sum_exp(weight) - log_sum_exp(twice));
  return {path.log_z_reference + log_mean_exp(weight),
          std::sqrt(std::max(0.0, 1 / ess - 1 / static_cast<double>(chains))), ess};
}

}  // namespace lnz
