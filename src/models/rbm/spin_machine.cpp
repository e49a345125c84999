#include "models/rbm/spin_machine.hpp"

#include <utility>

namespace lnz {
namespace {

/// A unit of value slope x + offset for the bit x.
struct Values {
  double slope, offset;
};

Values values_of(std::string const& type) { return type == kSpins ? Values{2, -1} : Values{1, 0}; }

/// With v = p x + r and h = s y + t,
///   b.v + c.h + v'Wh = x.(p b + p t W1) + y.(s c + s r W'1) + p s x'Wy + r b.1 + t c.1 + r t 1'W1.
SpinMachine in_bits(RbmParameters machine, Values v, Values h) {
  double shift = 0;
  std::vector<double> b = machine.b, c = machine.c;
  for (double const x : machine.b) shift += v.offset * x;
  for (double const x : machine.c) shift += h.offset * x;
  for (std::size_t i = 0; i < machine.visible; ++i)
    for (std::size_t j = 0; j < machine.hidden; ++j) {
      double& weight = machine.W[i * machine.hidden + j];
      b[i] += h.offset * weight;
      c[j] += v.offset * weight;
      shift += v.offset * h.offset * weight;
      weight *= v.slope * h.slope;
    }
  for (double& x : b) x *= v.slope;
  for (double& x : c) x *= h.slope;
  machine.b = std::move(b);
  machine.c = std::move(c);
  return {std::move(machine), shift};
}

}  // namespace

SpinMachine spin_machine(Record const& model, double beta) {
  RbmUnits const units = rbm_units(model);
  return in_bits(at_temperature(rbm_weights(model), beta), values_of(units.visible),
                 values_of(units.hidden));
}

}  // namespace lnz
