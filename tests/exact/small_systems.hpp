#pragma once

#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "models/spins/lattice_parameters.hpp"
#include "models/spins/spin_parameters.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace lnz {

/// Gaussian couplings on all bonds and, with `field`, a Gaussian field on all sites.
LatticeParameters random_lattice(std::vector<std::size_t> shape, std::vector<bool> periodic,
                                 bool field, std::uint64_t seed);

/// The same with couplings -1 and 1, no field.
LatticeParameters random_signs(std::vector<std::size_t> shape, std::vector<bool> periodic,
                               std::uint64_t seed);

RbmParameters random_rbm(std::size_t visible, std::size_t hidden, double scale, std::uint64_t seed);

/// Links inside a side only where asked for.
BoltzmannParameters random_boltzmann(std::size_t visible, std::size_t hidden, bool visible_linked,
                                     bool hidden_linked, double scale, std::uint64_t seed);

Record to_record(LatticeParameters const& lattice);

/// ln of the sum over all states as the definition has it, one energy at a time.
double brute_force(SpinParameters const& system);
double brute_force(RbmParameters const& machine);
double brute_force(BoltzmannParameters const& machine);

/// What `compute` returns when this many threads may run.
double with_threads(int threads, std::function<double()> const& compute);

/// Every choice of periodic or open for these many axes.
std::vector<std::vector<bool>> all_boundaries(std::size_t axes);

}  // namespace lnz
