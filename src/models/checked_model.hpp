#pragma once

#include "lnz/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lnz {

/// Reading of model records with the checks that every kind needs. All throw ConfigError
/// naming the record's source.

/// Unless the record's `kind` is this one.
void require_kind(Record const& model, std::string const& kind);

/// The values of an array; unless it has exactly this shape and finite numbers.
std::vector<double> finite_reals(Record const& model, std::string const& key,
                                 std::vector<std::size_t> const& shape);

/// finite_reals, or zeros if the record has no such array.
std::vector<double> finite_reals_or_zeros(Record const& model, std::string const& key,
                                          std::vector<std::size_t> const& shape);

/// A number of units; unless it is in [1, kMostUnits].
std::size_t unit_count(Record const& model, std::int64_t count);

/// 2^26: such a lattice takes about 20 GB as a list of bonds.
constexpr std::int64_t kMostUnits = std::int64_t{1} << 26;

/// Throws ConfigError naming the source unless the machine can hold these spins as a list of bonds.
void require_bonds_fit(std::string const& source, std::size_t sites, std::size_t bonds);

/// Throws ConfigError naming the source unless both sides have units, there are no more than 2^30
/// weights between them, and the machine's memory can hold a path of such weights.
void require_weights_fit(std::string const& source, std::size_t one, std::size_t other);

/// "64 x 64"
std::string times(std::vector<std::size_t> const& sizes);

/// Every one of `values` times `factor`.
void scale(std::vector<double>& values, double factor);

}  // namespace lnz
