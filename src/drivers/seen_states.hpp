#pragma once

#include "lnz/model_handle.hpp"
#include "lnz/record.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lnz {

/// Rows of what users see of chains, in the bytes that files have: int8 or, of real values, double.
using SeenRows = std::vector<std::byte>;

/// Adds a row: what is seen of these units of chain `chain` after step `step`.
void see(SeenRows& rows, Readout const& readout, std::span<double const> units, std::uint64_t seed,
         std::uint32_t chain, std::int64_t step);

/// The rows as an array of [rows, readout.values], and the first `rows` of such an array. Whether
/// the record has them has been asked before.
Array seen_array(Readout const& readout, std::span<std::byte const> rows);
SeenRows seen_rows(Record const& run, std::string const& key, Readout const& readout,
                   std::size_t rows);

}  // namespace lnz
