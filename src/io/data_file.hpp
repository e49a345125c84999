#pragma once

#include "core/data_set.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lnz {

/// How real pixels become bits.
struct Binarise {
  enum class How { raw, none, threshold, sample } how = How::threshold;
  double threshold = 0.5;  ///< bit = pixel > threshold
  std::uint64_t seed = 0;  ///< bit = 1 with probability pixel, addressed by (seed, row)
};

/// Parses `raw`, `none`, `threshold:0.5`, `sample:SEED`; throws ConfigError.
Binarise parse_binarise(std::string const& text);

/// Reads examples by the file's ending and first bytes: IDX and IDX.gz (unsigned bytes), .npy (C or
/// Fortran order), .csv (numbers, an optional header line), HDF5 as FILE:DATASET (FILE alone if it
/// holds one dataset of two or more dimensions). The first dimension counts examples; the others
/// are flattened. Data of whole numbers only, with one above 1, are bytes and divided by 255,
/// unless they are to stay raw. At most `limit` rows if limit > 0. Throws ConfigError on anything
/// broken.
DataSet read_data(std::string const& path, Binarise const& binarise, std::size_t limit = 0);

/// One whole number an example, from a file of one dimension or of one column of any of these
/// formats. At most `limit` of them if limit > 0. Throws ConfigError on anything else.
std::vector<std::int64_t> read_labels(std::string const& path, std::size_t limit = 0);

/// Lower-case hex SHA-256 of "ROWS COLUMNS\n" and then, row after row, of bits eight a byte, the
/// first the lowest, the last byte of a row filled up with zeros; of other numbers float32, as the
/// machine has them.
std::string data_sha256(DataSet const& data);

}  // namespace lnz
