#include "models/layered/layered_values.hpp"

#include "lnz/error.hpp"
#include "models/layered/bipartite.hpp"
#include "models/row_values.hpp"

#include <fmt/format.h>

namespace lnz {

std::vector<double> log_unnormalised(LayeredParameters const& machine, std::string const& source,
                                     DataSet const& data) {
  if (machine.depth() > 1)
    throw ConfigError(
        fmt::format("{}: {} hidden layers (ln p*(v) has a closed form with one; with more it is an "
                    "ln Z of its own for every example); give a machine of one hidden layer",
                    source, machine.depth()));
  RbmParameters const rbm = top_rbm(machine);
  return row_values(data, rbm.visible, 0, [&](std::span<float const> row) {
    return log_unnormalised(rbm, std::vector<double>(row.begin(), row.end()));
  });
}

}  // namespace lnz
