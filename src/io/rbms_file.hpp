#pragma once

#include "lnz/record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// The HDF5 files of the PyTorch package rbms (DsysDML/rbms, rbms/io.py): a group `update_N` for
/// every time the training kept its machine, `model_type` beside them.

/// Whether a file with these datasets is one.
bool looks_like_rbms(std::vector<std::string> const& datasets);

/// The datasets of one update, the last one without `update`. Throws ConfigError naming `what` and
/// the updates there are.
std::vector<std::string> rbms_datasets(std::vector<std::string> const& datasets,
                                       std::optional<std::int64_t> update, std::string const& what);

/// The machine of one update: BBRBM (bits), IIRBM (spins) or PBRBM (Potts, bits). Throws
/// ConfigError on others: of Gaussian hidden units, versions of rbms differ in the variance.
Record model_of_rbms(Record const& file);

}  // namespace lnz
