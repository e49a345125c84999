#pragma once

#include "lnz/tempered_model.hpp"
#include "models/kernels/lookup_product.hpp"
#include "models/rbm/bit_dot.hpp"
#include "models/rbm/exact_end.hpp"
#include "models/rbm/hidden_flips.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lnz {

/// Tempered path of a binary restricted Boltzmann machine, hidden units summed out:
///   ln g_beta(v) = v.((1-beta) a + beta b) + sum_j ln(1 + exp(beta (c_j + v.W_j))),
///   ln Z_0 = sum_i ln(1 + exp(a_i)) + n_hidden ln 2,
/// with a_i = logit(mean_i) of the reference, 0 if it is uniform.
/// Salakhutdinov & Murray (2008), ICML, eqs. (12) to (16).
///
/// Sum is the type of the products. With float the path is f_beta = g_beta, weights rounded to
/// float. With std::int16_t g is the machine of RoundedWeights, f_beta = g_beta for beta < 1, and
/// f_1 is the true machine: the last step of every path holds the exact ratio f_1/g_1 (ExactEnd),
/// and estimates are those of the true machine.
template <class Sum>
class Rbm {
 public:
  using Unit = std::int8_t;           ///< visible bits
  static constexpr int kLanes = 512;  ///< of a block, that share the tables of a product

  struct State {
    PackedBits v;
    Aligned<Sum> hidden_sums;          ///< v'W in steps, [tiles, lanes, tile]
    std::vector<double> visible_term;  ///< (b - a).v, [lanes]
  };

  /// Throws ConfigError if the reference has another width than the machine. Fields fit into single
  /// precision.
  Rbm(RbmParameters const& machine, RoundedWeights const& weights, Reference const& reference);

  State draw_reference(int lanes, Stream& random) const;
  /// Block Gibbs, h | v and v | h, with HiddenFlips between them in some sweeps. Lanes at beta = 1
  /// take what this does to g_1 as a proposal for f_1, accepted with probability
  /// min(1, (f_1/g_1)(v') / (f_1/g_1)(v)): the sweep is reversible with respect to g_1(v).
  void sweep(State& x, ConstLanes beta, Stream& random) const;
  void log_ratio(State const& x, ConstLanes from, ConstLanes to, Lanes out) const;
  double log_z_reference() const { return log_z_reference_; }
  std::size_t unit_count() const { return visible_product_.outputs(); }
  Unit lowest_unit() const { return 0; }
  std::vector<Unit> units(State const& x) const;
  State restore(std::span<Unit const> units, int lanes) const;

 private:
  static constexpr std::size_t kTile = LookupProduct<Sum>::kTile;

  /// step, bias and log odds of the reference of a layer, padded to whole tiles.
  struct Layer {
    Aligned<float> step, bias, g;
    UnitField field(bool with_reference) const {
      return {step.data(), bias.data(), with_reference ? g.data() : nullptr};
    }
  };
  struct Temperatures;

  std::size_t product_operations(std::size_t lanes) const {
    return hidden_product_.inputs() * hidden_product_.outputs() * (lanes + 50);
  }

  void draw_hidden(State const& x, Temperatures const& at, ArsKey key, PackedBits& h) const;
  void draw_visible(PackedBits const& h, Temperatures const& at, ArsKey key, PackedBits& v) const;
  void flip_and_draw(PackedBits& h, Temperatures const& at, ArsKey key, PackedBits& v,
                     Stream& random) const;
  void complete(State& x) const;                               ///< what belongs to v
  double exact_ratio(State const& x, std::size_t lane) const;  ///< ln f_1(v) - ln g_1(v)

  /// One lane of a state.
  struct Lane {
    std::size_t lane;
    std::vector<std::uint32_t> words;
    std::vector<Sum> hidden_sums;
    double visible_term, exact_ratio;
  };
  Lane saved(State const& x, std::size_t lane) const;
  void put_back(State& x, Lane const& lane) const;

  LookupProduct<Sum> hidden_product_, visible_product_;
  Layer hidden_, visible_;
  HiddenFlips flips_;
  ExactEnd end_;
  BitDot slope_;  ///< b - a
  double log_z_reference_ = 0;
};

extern template class Rbm<std::int16_t>;
extern template class Rbm<float>;

}  // namespace lnz
