#include "exact/small_systems.hpp"

#include "lnz/stream.hpp"
#include "parallel/threads.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

LatticeParameters lattice_of(std::vector<std::size_t> shape, std::vector<bool> periodic,
                             std::function<double()> const& coupling) {
  LatticeParameters lattice{std::move(shape), std::move(periodic), {}, {}};
  lattice.J.assign(lattice.axes() * lattice.sites(), 0.0);
  lattice.h.assign(lattice.sites(), 0.0);
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t site = 0; site < lattice.sites(); ++site)
      if (lattice.has_bond(axis, site)) lattice.J[axis * lattice.sites() + site] = coupling();
  return lattice;
}

/// ln sum exp(exponents), to 64 bits.
double log_sum(std::vector<long double> const& exponents) {
  long double const top = *std::ranges::max_element(exponents);
  long double sum = 0;
  for (long double const x : exponents) sum += std::exp(x - top);
  return static_cast<double>(top + std::log(sum));
}

}  // namespace

LatticeParameters random_lattice(std::vector<std::size_t> shape, std::vector<bool> periodic,
                                 bool field, std::uint64_t seed) {
  Stream random(seed, Purpose::couplings, 0, 0);
  auto lattice = lattice_of(std::move(shape), std::move(periodic), [&] { return random.normal(); });
  if (field)
    for (double& h : lattice.h) h = random.normal();
  return lattice;
}

LatticeParameters random_signs(std::vector<std::size_t> shape, std::vector<bool> periodic,
                               std::uint64_t seed) {
  Stream random(seed, Purpose::couplings, 0, 0);
  return lattice_of(std::move(shape), std::move(periodic),
                    [&] { return random.uniform() < 0.5 ? -1.0 : 1.0; });
}

RbmParameters random_rbm(std::size_t visible, std::size_t hidden, double scale,
                         std::uint64_t seed) {
  Stream random(seed, Purpose::couplings, 0, 0);
  RbmParameters machine{visible, hidden, {}, {}, {}};
  machine.W.resize(visible * hidden);
  machine.b.resize(visible);
  machine.c.resize(hidden);
  for (auto* values : {&machine.W, &machine.b, &machine.c})
    for (double& x : *values) x = scale * random.normal();
  return machine;
}

BoltzmannParameters random_boltzmann(std::size_t visible, std::size_t hidden, bool visible_linked,
                                     bool hidden_linked, double scale, std::uint64_t seed) {
  RbmParameters const sides = random_rbm(visible, hidden, scale, seed);
  Stream random(seed, Purpose::couplings, 1, 0);
  auto const links = [&](std::size_t n, bool linked) {
    std::vector<double> values(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < i && linked; ++j)
        values[i * n + j] = values[j * n + i] = scale * random.normal();
    return values;
  };
  return {visible, hidden, sides.W, links(visible, visible_linked), links(hidden, hidden_linked),
          sides.b, sides.c};
}

Record to_record(LatticeParameters const& lattice) {
  Record record;
  record.source = "test lattice";
  record.attributes["@kind"] = std::string("ising");
  record.attributes["@shape"] =
      std::vector<std::int64_t>(lattice.shape.begin(), lattice.shape.end());
  record.attributes["@periodic"] =
      std::vector<std::int64_t>(lattice.periodic.begin(), lattice.periodic.end());
  std::vector<std::size_t> shape = lattice.shape;
  record.set("h", shape, lattice.h);
  shape.insert(shape.begin(), lattice.axes());
  record.set("J", shape, lattice.J);
  return record;
}

double brute_force(SpinParameters const& system) {
  std::vector<long double> exponents(std::size_t(1) << system.sites);
  for (std::size_t state = 0; state < exponents.size(); ++state) {
    auto const spin = [&](std::size_t i) { return state >> i & 1 ? 1 : -1; };
    long double x = 0;
    for (std::size_t e = 0; e < system.edges.size(); ++e)
      x += system.J[e] * spin(static_cast<std::size_t>(system.edges[e][0])) *
           spin(static_cast<std::size_t>(system.edges[e][1]));
    for (std::size_t i = 0; i < system.sites; ++i) x += system.h[i] * spin(i);
    exponents[state] = x;
  }
  return log_sum(exponents);
}

double brute_force(RbmParameters const& machine) {
  std::size_t const nv = machine.visible, nh = machine.hidden;
  std::vector<long double> exponents(std::size_t(1) << (nv + nh));
  for (std::size_t state = 0; state < exponents.size(); ++state) {
    long double x = 0;
    for (std::size_t j = 0; j < nh; ++j)
      if (state >> (nv + j) & 1) x += machine.c[j];
    for (std::size_t i = 0; i < nv; ++i) {
      if (!(state >> i & 1)) continue;
      x += machine.b[i];
      for (std::size_t j = 0; j < nh; ++j)
        if (state >> (nv + j) & 1) x += machine.W[i * nh + j];
    }
    exponents[state] = x;
  }
  return log_sum(exponents);
}

double brute_force(BoltzmannParameters const& machine) {
  std::size_t const nv = machine.visible, nh = machine.hidden;
  std::vector<long double> exponents(std::size_t(1) << (nv + nh));
  for (std::size_t state = 0; state < exponents.size(); ++state) {
    auto const v = [&](std::size_t i) { return static_cast<long double>(state >> i & 1); };
    auto const h = [&](std::size_t j) { return static_cast<long double>(state >> (nv + j) & 1); };
    long double x = 0;
    for (std::size_t i = 0; i < nv; ++i) {
      x += machine.b[i] * v(i);
      for (std::size_t k = 0; k < nv; ++k) x += machine.L[i * nv + k] * v(i) * v(k) / 2;
      for (std::size_t j = 0; j < nh; ++j) x += machine.W[i * nh + j] * v(i) * h(j);
    }
    for (std::size_t j = 0; j < nh; ++j) {
      x += machine.c[j] * h(j);
      for (std::size_t k = 0; k < nh; ++k) x += machine.J[j * nh + k] * h(j) * h(k) / 2;
    }
    exponents[state] = x;
  }
  return log_sum(exponents);
}

double with_threads(int threads, std::function<double()> const& compute) {
  int const before = thread_count();
  set_thread_count(threads);
  double const result = compute();
  set_thread_count(before);
  return result;
}

std::vector<std::vector<bool>> all_boundaries(std::size_t axes) {
  std::vector<std::vector<bool>> all;
  for (unsigned mask = 0; mask < 1u << axes; ++mask) {
    std::vector<bool> periodic;
    for (std::size_t axis = 0; axis < axes; ++axis) periodic.push_back(mask >> axis & 1);
    all.push_back(std::move(periodic));
  }
  return all;
}

}  // namespace lnz
