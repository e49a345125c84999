#pragma once

#include "app/options.hpp"
#include "core/data_set.hpp"
#include "restoration/images.hpp"

namespace lnz {

/// The rows of --data that --rows names, an image each; if all of them together have the pixels of
/// one --shape, and a row has not, one row. Root only. Throws ConfigError.
DataSet image_rows(Options const& options);

/// Rows of bits as images of --shape, or squares. Throws ConfigError on others.
Images images_from(DataSet const& rows, Options const& options);

}  // namespace lnz
