#pragma once

#include "app/options.hpp"
#include "core/data_set.hpp"
#include "io/data_file.hpp"
#include "lnz/communicator.hpp"

#include <functional>
#include <string>

namespace lnz {

/// A data set as the root reads it, on every rank. Collective.
DataSet shared_data(std::function<DataSet()> const& read, std::string const& source,
                    Communicator const& comm);

/// The rows of --data that --rows names, "7" or "FIRST-LAST", all without it. Throws ConfigError.
DataSet chosen_rows(Options const& options, Binarise const& reading);

}  // namespace lnz
