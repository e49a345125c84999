#pragma once

#include "lnz/stream.hpp"

#include <concepts>
#include <span>
#include <type_traits>
#include <vector>

namespace lnz {

/// One value per lane. A state holds `lanes` independent chains advanced in lock-step.
using Lanes = std::span<double>;
using ConstLanes = std::span<double const>;

/// A family of unnormalised densities f_beta(x), beta in [0, 1], with
///   f_0  the reference: exactly sampled, ln Z_0 known in closed form;
///   f_1  the target:    ln Z_1 = ln sum_x f_1(x) is what lnz estimates.
///
/// Drivers and estimators use a model only through these operations:
///
///   draw_reference(lanes, random)  a state of exact, independent draws from f_0
///   sweep(x, beta, random)         a Markov step; lane i leaves f_{beta[i]} invariant
///   log_ratio(x, from, to, out)    out[i] = ln f_{to[i]}(x_i) - ln f_{from[i]}(x_i)
///   log_z_reference()              ln Z_0
///   unit_count()                   units a chain is made of
///   units(x)                       lanes x unit_count() values, row-major: all there is to x
///   restore(units, lanes)          the state with these units, equal bit for bit to the one saved
///
/// A model of int8 units that have two values, one of them 1, may say
///   lowest_unit()                  the other one, 0 or -1
/// and its states take a bit a unit in files.
///
/// A model whose states are shared by a team of ranks takes all its ranks to these operations, and
/// gives and takes units on the team's first rank only.
///
/// `log_ratio` alone drives AIS weights, replica swaps and every estimator.
/// beta, from, to and out have one entry per lane.
template <class M>
concept TemperedModel = std::movable<typename M::State> &&
    std::is_trivially_copyable_v<typename M::Unit> &&
    requires(M const& model, typename M::State& x, typename M::State const& cx, Stream& random,
             ConstLanes beta, Lanes out, std::span<typename M::Unit const> units) {
  { model.draw_reference(1, random) } -> std::same_as<typename M::State>;
  { model.sweep(x, beta, random) } -> std::same_as<void>;
  { model.log_ratio(cx, beta, beta, out) } -> std::same_as<void>;
  { model.log_z_reference() } -> std::same_as<double>;
  { model.unit_count() } -> std::same_as<std::size_t>;
  { model.units(cx) } -> std::same_as<std::vector<typename M::Unit>>;
  { model.restore(units, 1) } -> std::same_as<typename M::State>;
};

}  // namespace lnz
