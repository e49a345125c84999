#include "exact/transfer_matrix.hpp"

#include "exact/layer_sums.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lnz {
namespace {

constexpr std::size_t kMostOpen = 24;  // sites of a layer: 128 MiB of weights
constexpr double kMostSeconds = 7200;  // on one core

/// Nats by which the weights of states that matter can differ: a layer's own weights may be
/// undone by the bonds to both its neighbours, spin by spin, and weights are scaled a layer late.
double reach(Layers const& layers) {
  double most = 0;
  for (auto const& K : layers.along) most = std::max(most, strength(K));
  return 6 * most + 60;
}

template <class Real>
double log_z_in(Layers const& layers) {
  return layers.closed ? closed_log_z<Real>(layers) : open_log_z<Real>(layers);
}

struct Plan {
  std::size_t axis = 0;
  double seconds = std::numeric_limits<double>::infinity();
};

Plan cheapest(LatticeParameters const& lattice) {
  Plan best;
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis) {
    std::size_t const count = lattice.shape[axis], width = lattice.sites() / count;
    double const seconds =
        seconds_along(width, count, count > 1 && lattice.periodic[axis], lattice.has_field());
    if (seconds < best.seconds) best = {axis, seconds};
  }
  return best;
}

}  // namespace

double seconds_along(std::size_t width, std::size_t count, bool closed, bool has_field) {
  if (width > kMostOpen) return std::numeric_limits<double>::infinity();
  double const states = std::exp2(static_cast<double>(width));
  double const layers = static_cast<double>(count);
  if (!closed) return layers * states * (3e-9 + 1e-9 * static_cast<double>(width)) + 1e-6;
  double const starts = has_field ? states : states / 2;
  return starts * layers * states * (0.2e-9 + 0.08e-9 * static_cast<double>(width)) + 2e-6;
}

double log_z_along(Layers const& layers) {
  double const nats = reach(layers);
  if (nats < -std::log(std::numeric_limits<double>::min())) return log_z_in<double>(layers);
  if (nats < -std::log(std::numeric_limits<long double>::min()))
    return log_z_in<long double>(layers);
  throw ConfigError(
      fmt::format("couplings of up to {:.0f} nats a layer (the weights of the transfer matrix "
                  "underflow); use a smaller beta",
                  nats));
}

double transfer_matrix_cost(Record const& model, std::string& why_not) {
  if (model.text("@kind") != "ising") {
    why_not = "takes lattices, kind ising";
    return -1;
  }
  double const seconds = cheapest(lattice_parameters(model)).seconds;
  if (seconds > kMostSeconds) {
    why_not = "takes layers of up to 24 sites across an open axis, about 18 across a periodic one";
    return -1;
  }
  return seconds;
}

ExactLogZ transfer_matrix(Record const& model, double beta) {
  LatticeParameters const lattice = at_temperature(lattice_parameters(model), beta);
  double const log_z = log_z_along(cut(lattice, cheapest(lattice).axis));
  double const roundings = 8 + 2 * std::sqrt(static_cast<double>(lattice.sites()));
  return {log_z, std::numeric_limits<double>::epsilon() * (roundings + 8 * std::abs(log_z)), {}};
}

}  // namespace lnz
