#include "exact/spin_enumeration.hpp"

#include "lnz/log_sum.hpp"
#include "parallel/for_each.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace lnz {
namespace {

using Eigen::ArrayXd, Eigen::Index, Eigen::VectorXd;

constexpr Index kMostFast = 10;        // 2^10 exponents fill a quarter of the first-level cache
constexpr std::size_t kChunks = 1024;  // work items at most, whatever the threads

/// out[s] = f.s over all s of -1, +1, spin i being bit i of the index.
void linear_form(Eigen::Ref<VectorXd const> const& f, ArrayXd& out) {
  out[0] = -f.sum();
  for (Index i = 0, n = 1; i < f.size(); ++i, n *= 2) out.segment(n, n) = out.head(n) + 2 * f[i];
}

/// The first spins are `fast`. For each state of the others they are free spins in some field,
/// whose 2^fast exponents come from additions, plus a table of their bonds among themselves.
class Enumeration {
 public:
  explicit Enumeration(SpinParameters const& system)
      : sites_(static_cast<Index>(system.sites)),
        fast_(std::min(sites_, kMostFast)),
        J_(Eigen::MatrixXd::Zero(sites_, sites_)),
        h_(Eigen::Map<VectorXd const>(system.h.data(), sites_)),
        inner_(ArrayXd::Zero(Index(1) << fast_)) {
    for (std::size_t e = 0; e < system.edges.size(); ++e) {
      auto const [i, j] = system.edges[e];
      J_(i, j) += system.J[e];
      J_(j, i) += system.J[e];
    }
    for (Index i = 1, n = 2; i < fast_; ++i, n *= 2) {
      ArrayXd field(n);
      linear_form(J_.col(i).head(i), field);
      ArrayXd const below = inner_.head(n);
      inner_.head(n) = below - field;
      inner_.segment(n, n) = below + field;
    }
  }

  double log_z() const {
    // Without field the last spin may stay down.
    bool const even = sites_ > fast_ && (h_.array() == 0).all();
    std::size_t const states = std::size_t(1) << (sites_ - fast_ - (even ? 1 : 0));
    std::size_t const chunks = std::min(states, kChunks), per_chunk = states / chunks;
    std::vector<double> of_chunk(chunks);
    for_each_index(chunks, [&](std::size_t chunk) {
      std::vector<double> log_sums(per_chunk);
      for (std::size_t i = 0; i < per_chunk; ++i) log_sums[i] = log_sum(chunk * per_chunk + i);
      of_chunk[chunk] = log_sum_exp(log_sums);
    });
    return log_sum_exp(of_chunk) + (even ? std::numbers::ln2 : 0);
  }

 private:
  /// ln of the sum over the fast spins, the slow ones being the bits of `slow`.
  double log_sum(std::size_t slow) const {
    Index const n = sites_ - fast_;
    VectorXd s(n);
    for (Index i = 0; i < n; ++i) s[i] = slow >> i & 1 ? 1 : -1;
    VectorXd const field = h_.head(fast_) + J_.topRightCorner(fast_, n) * s;
    double const outer = s.dot(h_.tail(n) + 0.5 * (J_.bottomRightCorner(n, n) * s));
    ArrayXd exponent(inner_.size());
    linear_form(field, exponent);
    exponent += inner_;
    double const top = exponent.maxCoeff();
    return outer + top + std::log((exponent - top).exp().sum());
  }

  Index sites_, fast_;
  Eigen::MatrixXd J_;
  VectorXd h_;
  ArrayXd inner_;  ///< -E of the bonds among fast spins, [2^fast]
};

}  // namespace

double enumerate(SpinParameters const& system) { return Enumeration(system).log_z(); }

}  // namespace lnz
