#include "memory_of_moves.hpp"

#include "estimators/autocorrelation.hpp"
#include "models/registry.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <numeric>
#include <vector>

namespace lnz {
namespace {

constexpr int kChains = 16, kBurnIn = 300;
constexpr std::uint64_t kSeed = 7;

struct Tau {
  double value, std_error;
};

/// Mean and its standard error over chains; series [chains, sweeps], centred together.
Tau tau_of(std::vector<double> series, std::size_t sweeps) {
  double const mean =
      std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
  for (double& x : series) x -= mean;
  double sum = 0, squares = 0;
  for (std::size_t first = 0; first < series.size(); first += sweeps) {
    std::span const chain = std::span(series).subspan(first, sweeps);
    double const tau = series_error(autocovariance(chain, sweeps), sweeps).tau_int;
    sum += tau;
    squares += tau * tau;
  }
  double const tau = sum / kChains, variance = squares / kChains - tau * tau;
  return {tau, std::sqrt(variance / (kChains - 1))};
}

}  // namespace

Memory memory_of_moves(std::string const& moves, int side, int sweeps) {
  Record const torus = generate_model(fmt::format("ising:{0}x{0}", side));
  double const beta = std::log1p(std::sqrt(2.0)) / 2;
  auto const block = [&](std::string const& name) {
    return kind_of(torus).make(torus, beta, {}, {.moves = name}).make_block(kSeed, 0, kChains);
  };
  std::vector<double> const zero(kChains, 0.0), one(kChains, 1.0);
  Block chains = block(moves), equilibrated = block("swendsen-wang");
  for (std::uint64_t t = 0; t < kBurnIn; ++t) equilibrated.sweep(one, t);
  chains.load(equilibrated.save());

  auto const length = static_cast<std::size_t>(sweeps), sites = chains.units().size() / kChains;
  std::vector<double> energy(kChains * length), magnetisation(kChains * length), ratio(kChains);
  double seconds = 0;
  for (std::size_t t = 0; t < length; ++t) {
    std::clock_t const start = std::clock();
    chains.sweep(one, kBurnIn + t);
    seconds += static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    chains.log_ratio(zero, one, ratio);
    std::vector<double> const spins = chains.units();
    for (std::size_t l = 0; l < kChains; ++l) {
      auto const first = spins.begin() + static_cast<std::ptrdiff_t>(l * sites);
      energy[l * length + t] = ratio[l];
      magnetisation[l * length + t] =
          std::abs(std::accumulate(first, first + static_cast<std::ptrdiff_t>(sites), 0.0));
    }
  }
  Tau const e = tau_of(energy, length), m = tau_of(magnetisation, length);
  return {e.value, m.value, e.std_error, m.std_error, seconds / sweeps / kChains};
}

}  // namespace lnz
