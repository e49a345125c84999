#include "io/row_file.hpp"

#include "io/atomic_file.hpp"
#include "io/h5_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace lnz {

void check_new_row_file(std::string const& path, bool overwrite) {
  if (!overwrite && std::filesystem::exists(std::filesystem::symlink_status(path)))
    throw ConfigError(fmt::format(
        "{} exists (nothing is overwritten by accident); give another name, or --restart", path));
  check_writable(path);
}

void write_row_file(std::string const& path, Record rows) {
  rows.attributes["@format"] = std::string("lnz-rows");
  rows.attributes["@version"] = std::int64_t{1};
  write_h5(path, rows);
}

}  // namespace lnz
