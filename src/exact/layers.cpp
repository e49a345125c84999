#include "exact/layers.hpp"

#include <algorithm>
#include <cmath>

namespace lnz {

bool Layers::has_field() const {
  return std::ranges::any_of(
      field, [](auto const& h) { return std::ranges::any_of(h, [](double x) { return x != 0; }); });
}

Layers cut(LatticeParameters const& lattice, std::size_t axis) {
  std::size_t const count = lattice.shape[axis], sites = lattice.sites();
  std::size_t stride = 1;  // of the axis; a site is (outer * count + layer) * stride + inner
  for (std::size_t a = axis + 1; a < lattice.axes(); ++a) stride *= lattice.shape[a];
  auto place = [&](std::size_t site) { return site / (stride * count) * stride + site % stride; };

  Layers layers;
  layers.width = sites / count;
  layers.closed = count > 1 && lattice.periodic[axis];
  layers.along.assign(count, std::vector<double>(layers.width, 0.0));
  layers.field = layers.along;
  layers.inside.resize(count);
  for (std::size_t site = 0; site < sites; ++site) {
    std::size_t const layer = site / stride % count, i = place(site);
    layers.field[layer][i] = lattice.field(site);
    for (std::size_t a = 0; a < lattice.axes(); ++a) {
      if (!lattice.has_bond(a, site)) continue;
      double const J = lattice.bond(a, site);
      if (a == axis) {
        layers.along[layer][i] = J;
      } else {
        std::size_t const j = place(lattice.neighbour(a, site));
        layers.inside[layer].push_back({std::min(i, j), std::max(i, j), J});
      }
    }
  }
  return layers;
}

double strength(std::vector<double> const& K) {
  double sum = 0;
  for (double k : K) sum += std::abs(k);
  return sum;
}

std::vector<double> exponents(Layers const& layers, std::size_t layer) {
  std::vector<double> exponent(std::size_t(1) << layers.width, 0.0);
  for (std::size_t j = 0; j < layers.width; ++j) {
    std::vector<Layers::Bond> below;  // bonds of j to earlier sites
    for (auto const& bond : layers.inside[layer])
      if (bond.j == j) below.push_back(bond);
    std::size_t const n = std::size_t(1) << j;
    for (std::size_t s = 0; s < n; ++s) {
      double f = layers.field[layer][j];
      for (auto const& bond : below) f += s >> bond.i & 1 ? bond.J : -bond.J;
      exponent[n + s] = exponent[s] + f;
      exponent[s] -= f;
    }
  }
  return exponent;
}

}  // namespace lnz
