#pragma once

#include "bench/row.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace lnz {

/// Costs of one side, one a repetition. Noise only adds: the least one stands for the side.
struct Costs {
  std::vector<double> cycles;  ///< per item

  double least() const;
  double median() const;
  double spread() const;  ///< (largest - least) / least
};

struct Measured {
  Row row;
  Costs kernel;
  std::optional<Costs> reference;
  double hertz;  ///< median of the clock while this row ran
};

struct Effort {
  int repetitions;
  double min_seconds;  ///< of a repetition, both sides together
};

/// Times all rows with Google Benchmark. An iteration is a turn: the kernel, then the
/// reference, for some milliseconds each and the core's clock behind each, so that whatever else
/// the machine does meets both. A row's data are made when it begins and dropped when the next one
/// does; `done` hears of every row as it ends.
std::vector<Measured> measure(std::span<Row const> rows, Effort effort,
                              std::function<void(Measured const&)> const& done);

}  // namespace lnz
