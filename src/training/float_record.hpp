#pragma once

#include "lnz/record.hpp"
#include "models/kernels/packed_bits.hpp"
#include "models/rbm/float_rbm.hpp"

#include <string>
#include <vector>

namespace lnz {

/// Floats and bits in records, exactly. `take` throws ConfigError naming the array if it is absent
/// or of another size than x.

void put(Record& run, std::string const& key, Row const& x);
void put(Record& run, std::string const& group, FloatRbm const& x);  ///< group/W, /b, /c
void put(Record& run, std::string const& key, PackedBits const& x);  ///< [lanes, units]

void take(Record const& run, std::string const& key, Row& x);
void take(Record const& run, std::string const& key, std::vector<double>& x);
void take(Record const& run, std::string const& group, FloatRbm& x);
void take(Record const& run, std::string const& key, PackedBits& x);

}  // namespace lnz
