#pragma once

#include "models/rbm/rbm_units.hpp"
#include "models/registry.hpp"

#include <string>
#include <vector>

namespace lnz {

/// RBMs whose layers have units of these types: what a ModelKind asks, answered for them. New types
/// are a line in rbm_families.cpp.
struct RbmFamily {
  RbmUnits units;
  UnitValues values = UnitValues::bits;
  Record (*generate)(ShortForm const&);
  ModelHandle (*make)(Record const&, double beta, Reference const&, Sampling const&);
  std::vector<double> (*log_unnormalised)(Record const&, double beta, DataSet const&);
  std::string (*describe)(Record const&);
  double (*log_z_bound)(Record const&, double beta, std::uint64_t seed);
  Clamped (*clamp)(Record const&, std::vector<double> const& held);
  Reference (*base_rates)(Record const&, DataSet const&);
  bool visits_machines = false;  ///< see ModelKind
  bool has_path = true;          ///< see ModelKind
};

std::vector<RbmFamily> const& rbm_families();

/// The family with these units; throws ConfigError, naming the hidden units that go with the
/// visible ones.
RbmFamily const& family_of(RbmUnits const& units, std::string const& source);

/// Those that rbm_families.cpp lists; each is defined in its own file.
RbmFamily bernoulli_rbm();
std::vector<RbmFamily> spin_rbms();
std::vector<RbmFamily> gaussian_rbms();
RbmFamily potts_rbm();

/// The base rates of columns, of the units of all chains of bits and spins.
Reference rates_of_bits(Record const&, DataSet const&);

}  // namespace lnz
