#pragma once

#include "io/h5_handle.hpp"
#include "lnz/record.hpp"

#include <optional>
#include <string>

namespace lnz::h5 {

/// Bytes in use by what has been read so far, against what the file can hold.
class Budget {
 public:
  Budget(std::string path, std::size_t file_bytes)
      : path_(std::move(path)), file_bytes_(file_bytes) {}

  /// Throws Failure if the file cannot hold so many values in so many stored bytes, ConfigError if
  /// the machine cannot hold them as doubles.
  void spend(std::size_t values, std::size_t value_bytes, std::size_t stored,
             std::string const& what);

 private:
  std::string path_;
  std::size_t file_bytes_;
  std::size_t spent_ = 0, values_ = 0;
};

/// A dataset's shape and values; nullopt if the elements are not numbers.
std::optional<Array> read_array(hid_t dataset, Budget& budget, std::string const& what);

/// The text in a dataset of one; nullopt if it is anything else.
std::optional<std::string> read_text(hid_t dataset, Budget& budget, std::size_t file_bytes,
                                     std::string const& what);

/// Adds every attribute of the object that is a number, a text or a list of numbers.
void read_attributes(hid_t object, std::string const& path, std::size_t file_bytes, Record& record);

}  // namespace lnz::h5
