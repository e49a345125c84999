#include "bench/scalar_metropolis.hpp"

#include <array>
#include <cmath>
#include <numeric>

namespace lnz {
namespace {

constexpr std::size_t kMostAxes = 4;

}  // namespace

ScalarMetropolis::ScalarMetropolis(LatticeParameters const& lattice, double beta)
    : shape_(lattice.shape),
      spin_(lattice.sites(), 1),
      lines_(lattice.sites() / lattice.shape.back()) {
  if (!lattice.uniform_coupling())
    for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
      auto& bonds = bond_.emplace_back(lattice.sites());
      for (std::size_t site = 0; site < bonds.size(); ++site)
        bonds[site] = static_cast<std::int8_t>(lattice.bond(axis, site));
    }
  for (std::size_t m = 0; m <= 2 * lattice.axes(); ++m)
    accept_.push_back(std::exp(-2 * beta * static_cast<double>(m)));
}

void ScalarMetropolis::update(std::size_t lines) {
  Stream random(1, Purpose::sweep, 0, ++calls_);
  for (std::size_t l = 0; l < lines; ++l) {
    update_line(line_, random);
    line_ = (line_ + 1) % lines_;
  }
}

void ScalarMetropolis::update_line(std::size_t line, Stream& random) {
  std::size_t const axes = shape_.size(), length = shape_.back();
  // Offsets to the neighbours along all axes but the last are the same all along a line.
  std::array<std::ptrdiff_t, kMostAxes> up{}, down{};
  std::size_t rest = line, stride = length;
  for (std::size_t axis = axes - 1; axis-- > 0; stride *= shape_[axis], rest /= shape_[axis]) {
    auto const step = static_cast<std::ptrdiff_t>(stride),
               turn = step * static_cast<std::ptrdiff_t>(shape_[axis] - 1);
    std::size_t const at = rest % shape_[axis];
    up[axis] = at + 1 == shape_[axis] ? -turn : step;
    down[axis] = at == 0 ? turn : -step;
  }
  bool const alike = bond_.empty();
  for (std::size_t x = 0; x < length; ++x) {
    std::size_t const site = line * length + x;
    up[axes - 1] = x + 1 == length ? 1 - static_cast<std::ptrdiff_t>(length) : 1;
    down[axes - 1] = x == 0 ? static_cast<std::ptrdiff_t>(length) - 1 : -1;
    std::int8_t const* const here = &spin_[site];
    int field = 0;
    for (std::size_t axis = 0; axis < axes; ++axis) {
      if (alike) {
        field += here[up[axis]] + here[down[axis]];
      } else {
        std::int8_t const* const bond = &bond_[axis][site];
        field += *bond * here[up[axis]] + bond[down[axis]] * here[down[axis]];
      }
    }
    int const loss = field * *here;
    if (loss <= 0 || random.uniform() < accept_[static_cast<std::size_t>(loss)])
      spin_[site] = static_cast<std::int8_t>(-*here);
  }
}

double ScalarMetropolis::magnetisation() const {
  return std::accumulate(spin_.begin(), spin_.end(), 0.0) / static_cast<double>(spin_.size());
}

}  // namespace lnz
