#include "models/layered/drawn_below.hpp"

#include <Eigen/Core>

#include <cmath>

namespace lnz {

std::vector<double> drawn_below(LayeredParameters const& net, std::size_t l,
                                std::vector<double> const& above, Stream& random) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto const n = static_cast<Eigen::Index>(net.layers[l]),
             m = static_cast<Eigen::Index>(net.layers[l + 1]),
             rows = static_cast<Eigen::Index>(above.size()) / m;
  Matrix const fields = Eigen::Map<Matrix const>(above.data(), rows, m) *
                        Eigen::Map<Matrix const>(net.W[l].data(), n, m).transpose();
  std::vector<double> drawn(static_cast<std::size_t>(fields.size()));
  for (std::size_t k = 0; k < drawn.size(); ++k) {
    double const field = fields.data()[k] + net.b[l][k % net.layers[l]];
    drawn[k] = random.uniform() * (1 + std::exp(-field)) < 1;
  }
  return drawn;
}

}  // namespace lnz
