#include "training/tiny_rbm.hpp"

#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"

#include <cmath>

namespace tiny {

using lnz::RbmParameters;
using Vector = std::vector<double>;

Vector bits(std::uint32_t state, std::size_t count) {
  Vector v(count);
  for (std::size_t i = 0; i < count; ++i) v[i] = state >> i & 1;
  return v;
}

RbmParameters random_rbm(std::size_t visible, std::size_t hidden, double scale,
                         std::uint64_t seed) {
  RbmParameters machine{visible, hidden, Vector(visible * hidden), Vector(visible), Vector(hidden)};
  lnz::Stream random(seed, lnz::Purpose::couplings, 0, 0);
  for (Vector* part : {&machine.W, &machine.b, &machine.c})
    for (double& x : *part) x = static_cast<double>(static_cast<float>(scale * random.normal()));
  return machine;
}

lnz::FloatRbm to_float(RbmParameters const& machine) {
  auto out = lnz::FloatRbm::zero(static_cast<Eigen::Index>(machine.visible),
                                 static_cast<Eigen::Index>(machine.hidden));
  auto const copy = [](Vector const& from, float* to) {
    for (double x : from) *to++ = static_cast<float>(x);
  };
  copy(machine.W, out.W.data());
  copy(machine.b, out.b.data());
  copy(machine.c, out.c.data());
  return out;
}

Vector hidden_probability(RbmParameters const& machine, Vector const& v) {
  Vector p(machine.hidden);
  for (std::size_t j = 0; j < p.size(); ++j) {
    double field = machine.c[j];
    for (std::size_t i = 0; i < v.size(); ++i) field += v[i] * machine.W[i * machine.hidden + j];
    p[j] = lnz::logistic(field);
  }
  return p;
}

Vector visible_probability(RbmParameters const& machine, Vector const& h) {
  Vector p(machine.visible);
  for (std::size_t i = 0; i < p.size(); ++i) {
    double field = machine.b[i];
    for (std::size_t j = 0; j < h.size(); ++j) field += machine.W[i * machine.hidden + j] * h[j];
    p[i] = lnz::logistic(field);
  }
  return p;
}

double log_unnormalised(RbmParameters const& machine, Vector const& v) {
  double log_p = 0;
  for (std::size_t i = 0; i < v.size(); ++i) log_p += machine.b[i] * v[i];
  for (std::size_t j = 0; j < machine.hidden; ++j) {
    double field = machine.c[j];
    for (std::size_t i = 0; i < v.size(); ++i) field += v[i] * machine.W[i * machine.hidden + j];
    log_p += lnz::softplus(field);
  }
  return log_p;
}

namespace {

Vector log_weights(RbmParameters const& machine) {
  Vector log_p;
  for (std::uint32_t state = 0; state < 1u << machine.visible; ++state)
    log_p.push_back(log_unnormalised(machine, bits(state, machine.visible)));
  return log_p;
}

/// Probability of these bits, each drawn independently with its own probability of 1.
double probability(Vector const& bits, Vector const& of_one) {
  double p = 1;
  for (std::size_t i = 0; i < bits.size(); ++i) p *= bits[i] != 0 ? of_one[i] : 1 - of_one[i];
  return p;
}

}  // namespace

Vector visible_distribution(RbmParameters const& machine) {
  Vector p = log_weights(machine);
  double const log_z = lnz::log_sum_exp(p);
  for (double& x : p) x = std::exp(x - log_z);
  return p;
}

Vector after_one_sweep(RbmParameters const& machine, Vector const& v) {
  Vector const hidden = hidden_probability(machine, v);
  Vector p(std::size_t{1} << machine.visible, 0.0);
  for (std::uint32_t s = 0; s < 1u << machine.hidden; ++s) {
    Vector const h = bits(s, machine.hidden);
    Vector const visible = visible_probability(machine, h);
    for (std::uint32_t t = 0; t < p.size(); ++t)
      p[t] += probability(h, hidden) * probability(bits(t, machine.visible), visible);
  }
  return p;
}

double mean_log_likelihood(RbmParameters const& machine, lnz::DataSet const& data) {
  double sum = 0;
  for (std::size_t r = 0; r < data.rows; ++r)
    sum += log_unnormalised(machine, Vector(data.row(r).begin(), data.row(r).end()));
  return sum / static_cast<double>(data.rows) - lnz::log_sum_exp(log_weights(machine));
}

Vector statistics(RbmParameters const& machine, Vector const& v) {
  Vector const p = hidden_probability(machine, v);
  Vector s;
  for (double x : v)
    for (double y : p) s.push_back(x * y);
  s.insert(s.end(), v.begin(), v.end());
  s.insert(s.end(), p.begin(), p.end());
  return s;
}

Moments moments(RbmParameters const& machine, Vector const& p) {
  std::size_t const n = statistics(machine, bits(0, machine.visible)).size();
  Vector mean(n, 0.0), square(n, 0.0);
  for (std::uint32_t state = 0; state < p.size(); ++state) {
    Vector const s = statistics(machine, bits(state, machine.visible));
    for (std::size_t k = 0; k < n; ++k) {
      mean[k] += p[state] * s[k];
      square[k] += p[state] * s[k] * s[k];
    }
  }
  for (std::size_t k = 0; k < n; ++k) square[k] -= mean[k] * mean[k];
  return {mean, square};
}

Vector flat(lnz::FloatRbm const& x) {
  Vector all(x.W.data(), x.W.data() + x.W.size());
  all.insert(all.end(), x.b.data(), x.b.data() + x.b.size());
  all.insert(all.end(), x.c.data(), x.c.data() + x.c.size());
  return all;
}

lnz::PackedBits packed(lnz::Matrix const& rows) {
  lnz::PackedBits out(static_cast<std::size_t>(rows.cols()), static_cast<std::size_t>(rows.rows()));
  for (std::size_t l = 0; l < out.lanes; ++l)
    for (std::size_t i = 0; i < out.units; ++i)
      out.set(i, l, rows(static_cast<Eigen::Index>(l), static_cast<Eigen::Index>(i)) != 0);
  return out;
}

lnz::RbmParameters trained(lnz::DataSet const& data, lnz::TrainingOptions const& options,
                           std::function<void(lnz::TrainingReport const&)> const& report) {
  lnz::Training training(data, options, report, lnz::Communicator::self());
  training.advance(training.steps());
  return rbm_parameters(training.model());
}

}  // namespace tiny
