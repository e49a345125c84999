#include "training/initial.hpp"

#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "training/gibbs.hpp"

#include <algorithm>
#include <vector>

namespace lnz {

Eigen::RowVectorXd pixel_means(DataSet const& data) {
  std::vector<double> ones(data.columns, 0.0);
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < data.columns; ++i)
      ones[i] += static_cast<double>(data.values[r * data.columns + i]);
  auto const rows = static_cast<double>(data.rows);
  double const least = 1 / (rows + 2);
  Eigen::RowVectorXd mean(static_cast<Eigen::Index>(data.columns));
  for (std::size_t i = 0; i < data.columns; ++i)
    mean[static_cast<Eigen::Index>(i)] = std::clamp(ones[i] / rows, least, 1 - least);
  return mean;
}

FloatRbm initial_machine(Eigen::RowVectorXd const& mean, std::size_t hidden, double scale,
                         std::uint64_t seed) {
  auto machine = FloatRbm::zero(mean.size(), static_cast<Eigen::Index>(hidden));
  machine.b = mean.unaryExpr([](double p) { return logit(p); }).cast<float>();
  Stream random(seed, Purpose::training, 0, 0);
  for (float& w : machine.W.reshaped<Eigen::RowMajor>())
    w = static_cast<float>(scale * random.normal());
  return machine;
}

PackedBits initial_chains(FloatRbm const& machine, std::size_t chains, std::uint64_t seed) {
  Stream random(seed, Purpose::training, 1, 0);
  return independent_bits(machine.b, chains, random);
}

}  // namespace lnz
