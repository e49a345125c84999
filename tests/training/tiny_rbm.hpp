#pragma once

#include "core/data_set.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/rbm/float_rbm.hpp"
#include "training/training.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace tiny {

/// The bits of `state`, lowest first.
std::vector<double> bits(std::uint32_t state, std::size_t count);

/// Weights and biases normal(0, scale^2), rounded to float32.
lnz::RbmParameters random_rbm(std::size_t visible, std::size_t hidden, double scale,
                              std::uint64_t seed);
lnz::FloatRbm to_float(lnz::RbmParameters const& machine);

/// Rows of bits as lanes.
lnz::PackedBits packed(lnz::Matrix const& rows);

/// P(h_j = 1 | v) and P(v_i = 1 | h).
std::vector<double> hidden_probability(lnz::RbmParameters const&, std::vector<double> const& v);
std::vector<double> visible_probability(lnz::RbmParameters const&, std::vector<double> const& h);

/// ln p(v) + ln Z, written out term by term.
double log_unnormalised(lnz::RbmParameters const&, std::vector<double> const& v);

/// p(v) of all 2^visible states.
std::vector<double> visible_distribution(lnz::RbmParameters const&);

/// The distribution after one sweep h | v, v | h from this v.
std::vector<double> after_one_sweep(lnz::RbmParameters const&, std::vector<double> const& v);

/// Mean over the rows of the exact ln p(v).
double mean_log_likelihood(lnz::RbmParameters const&, lnz::DataSet const&);

/// (v P(h|v), v, P(h|v)) as one vector.
std::vector<double> statistics(lnz::RbmParameters const&, std::vector<double> const& v);

/// Mean and variance of each statistic under p.
struct Moments {
  std::vector<double> mean, variance;
};
Moments moments(lnz::RbmParameters const&, std::vector<double> const& p);

/// (W, b, c) as one vector, in the order of `statistics`.
std::vector<double> flat(lnz::FloatRbm const&);

/// Trained without a stop, on one rank.
lnz::RbmParameters trained(lnz::DataSet const&, lnz::TrainingOptions const&,
                           std::function<void(lnz::TrainingReport const&)> const& report = nullptr);

}  // namespace tiny
