#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lnz {

/// A numeric array of any rank, row-major. Floats of a file become doubles; one-byte
/// integers stay bytes, longer ones become 32 or 64 bits.
struct Array {
  std::vector<std::size_t> shape;
  std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::int32_t>,
               std::vector<std::int8_t>>
      values;

  std::size_t size() const;  ///< product of shape; 1 for a scalar
};

using Attribute =
    std::variant<double, std::int64_t, std::string, std::vector<double>, std::vector<std::int64_t>>;

/// Named arrays and attributes: the picture in memory of an HDF5 file. Models, runs and
/// checkpoints travel between ranks, files and tests in this form only.
///
/// Array keys are paths, "ais/log_weight". Attribute keys add a name after "@":
/// "@kind" belongs to the root, "estimates/bennett@log_z" to that group or array.
struct Record {
  std::string source;  ///< what error messages call it, usually the path it was read from
  std::map<std::string, Array> arrays;
  std::map<std::string, Attribute> attributes;

  bool has(std::string_view key) const;  ///< an array or, with "@", an attribute

  /// The array as doubles or as integers, of exactly this many dimensions (any if rank < 0).
  /// Throws ConfigError naming source and key if absent, of another rank, or not numbers
  /// of that kind (a real array read as integers must hold whole numbers).
  std::vector<double> reals(std::string const& key, int rank = -1) const;
  std::vector<std::int64_t> integers(std::string const& key, int rank = -1) const;
  std::vector<std::size_t> const& shape(std::string const& key) const;

  /// The attribute; throws ConfigError naming source and key if absent or of another type.
  double number(std::string const& key) const;
  std::int64_t integer(std::string const& key) const;
  std::string text(std::string const& key) const;
  std::vector<std::int64_t> integer_list(std::string const& key) const;

  void set(std::string const& key, std::vector<std::size_t> shape, std::vector<double> values);
  void set(std::string const& key, std::vector<double> values);
};

/// One string of bytes holding everything but `source`, and back. Equal records give
/// equal bytes on every machine: the SHA-256 of a model is taken over them.
std::string to_bytes(Record const& record);
Record from_bytes(std::string_view bytes);

}  // namespace lnz
