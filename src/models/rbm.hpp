#pragma once

#include "lnz/tempered_model.hpp"
#include "models/rbm_parameters.hpp"
#include "models/registry.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace lnz {

/// Tempered path of a binary restricted Boltzmann machine, hidden units summed out:
///   ln f_beta(v) = v.((1-beta) a + beta b) + sum_j ln(1 + exp(beta (c_j + v.W_j))),
///   ln Z_0 = sum_i ln(1 + exp(a_i)) + n_hidden ln 2,
/// with a_i = logit(mean_i) of the reference, 0 if it is uniform.
/// Salakhutdinov & Murray (2008), ICML, eqs. (12) to (16).
class Rbm {
 public:
  using Unit = std::int8_t;  ///< visible bits
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  struct State {
    Matrix v;                      ///< visible bits, lanes x n_visible
    Matrix hidden_field;           ///< c + v.W
    Eigen::VectorXd visible_term;  ///< (b - a).v per lane
  };

  /// Throws ConfigError if the reference has another width than the machine.
  Rbm(RbmParameters const& machine, Reference const& reference);

  State draw_reference(int lanes, Stream& random) const;
  /// Block Gibbs, h | v and v | h, and between them Metropolis flips of kFlips random hidden units
  /// with the visible layer summed out, which cross barriers that no single layer can: on a machine
  /// whose modes differ in a hidden unit, block Gibbs needs 10^5 sweeps and this one tens. At most
  /// as many flips as there are hidden units: a flip costs n_visible, a layer n_visible n_hidden.
  void sweep(State& x, ConstLanes beta, Stream& random) const;
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const;
  std::size_t unit_count() const { return static_cast<std::size_t>(weights_.rows()); }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  static constexpr Eigen::Index kFlips = 16;

  State completed(Matrix v) const;  ///< adds the fields that belong to v

  /// field: total input of each visible unit under h at beta, kept up with the flips.
  void flip_hidden_units(Eigen::Ref<Eigen::RowVectorXd> h, double beta, Eigen::ArrayXd& field,
                         Stream& random) const;

  Matrix weights_;  ///< n_visible x n_hidden
  Eigen::RowVectorXd visible_bias_, hidden_bias_, reference_field_;
};

}  // namespace lnz
