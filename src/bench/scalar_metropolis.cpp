#include "bench/scalar_metropolis.hpp"

#include <array>
#include <cmath>

namespace lnz {
namespace {

constexpr std::size_t kMostAxes = 4;

}  // namespace

template <class Bond>
ScalarMetropolis<Bond>::ScalarMetropolis(LatticeParameters const& lattice, double beta)
    : shape_(lattice.shape),
      spin_(lattice.sites(), 1),
      beta_(beta),
      lines_(lattice.sites() / lattice.shape.back()) {
  if (!lattice.uniform_coupling())
    for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
      auto& bonds = bond_.emplace_back(lattice.sites());
      for (std::size_t site = 0; site < bonds.size(); ++site)
        bonds[site] = static_cast<Bond>(lattice.bond(axis, site));
    }
  for (std::size_t m = 0; m <= 2 * lattice.axes(); ++m)
    accept_.push_back(std::exp(-2 * beta * static_cast<double>(m)));
}

template <class Bond>
void ScalarMetropolis<Bond>::update(std::size_t lines) {
  Stream random(1, Purpose::sweep, 0, ++calls_);
  for (std::size_t l = 0; l < lines; ++l) {
    update_line(line_, random);
    line_ = (line_ + 1) % lines_;
  }
}

template <class Bond>
struct ScalarMetropolis<Bond>::Offsets {
  std::array<std::ptrdiff_t, kMostAxes> up{}, down{};

  void set(std::size_t axis, std::size_t stride, std::size_t at, std::size_t length) {
    auto const step = static_cast<std::ptrdiff_t>(stride),
               turn = step * static_cast<std::ptrdiff_t>(length - 1);
    up[axis] = at + 1 == length ? -turn : step;
    down[axis] = at == 0 ? turn : -step;
  }
};

/// Of all axes but the last.
template <class Bond>
typename ScalarMetropolis<Bond>::Offsets ScalarMetropolis<Bond>::offsets(std::size_t line) const {
  Offsets to;
  std::size_t rest = line, stride = shape_.back();
  for (std::size_t axis = shape_.size() - 1; axis-- > 0;) {
    to.set(axis, stride, rest % shape_[axis], shape_[axis]);
    rest /= shape_[axis];
    stride *= shape_[axis];
  }
  return to;
}

template <class Bond>
typename ScalarMetropolis<Bond>::Field ScalarMetropolis<Bond>::field(std::size_t site,
                                                                     Offsets const& to) const {
  std::int8_t const* const here = &spin_[site];
  Field sum = 0;
  for (std::size_t axis = 0; axis < shape_.size(); ++axis) {
    if (bond_.empty()) {
      sum += static_cast<Field>(here[to.up[axis]] + here[to.down[axis]]);
    } else {
      Bond const* const bond = &bond_[axis][site];
      sum += *bond * here[to.up[axis]] + bond[to.down[axis]] * here[to.down[axis]];
    }
  }
  return sum;
}

template <class Bond>
double ScalarMetropolis<Bond>::acceptance(Field loss) const {
  if constexpr (kWhole)
    return accept_[static_cast<std::size_t>(loss)];
  else
    return std::exp(-2 * beta_ * static_cast<double>(loss));
}

template <class Bond>
void ScalarMetropolis<Bond>::update_line(std::size_t line, Stream& random) {
  std::size_t const length = shape_.back(), last = shape_.size() - 1;
  Offsets to = offsets(line);
  for (std::size_t x = 0; x < length; ++x) {
    to.set(last, 1, x, length);
    std::size_t const site = line * length + x;
    Field const loss = field(site, to) * static_cast<Field>(spin_[site]);
    if (loss <= 0 || random.uniform() < acceptance(loss))
      spin_[site] = static_cast<std::int8_t>(-spin_[site]);
  }
}

template <class Bond>
double ScalarMetropolis<Bond>::slope() const {
  double sum = 0;
  for (std::size_t line = 0; line < lines_; ++line) {
    Offsets to = offsets(line);
    for (std::size_t x = 0; x < shape_.back(); ++x) {
      to.set(shape_.size() - 1, 1, x, shape_.back());
      std::size_t const site = line * shape_.back() + x;
      sum += static_cast<double>(field(site, to)) * spin_[site];
    }
  }
  return sum / 2;
}

template class ScalarMetropolis<std::int8_t>;
template class ScalarMetropolis<float>;

}  // namespace lnz
