#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lnz {

/// Work that is timed as a whole: a call does `items` items. `share` is the part of all calls that
/// are of this sort; the shares of a side add up to 1.
struct Work {
  std::function<void()> call;
  double items;
  double share = 1;
};

/// A kernel, or what it is measured against; its cost is the mean over its sorts of work.
using Side = std::vector<Work>;

/// Both sides with their data. No reference: it is not to be had on this machine.
struct Contest {
  Side kernel;
  std::optional<Side> reference;
};

/// One line of the answer.
struct Row {
  std::string name, shape;
  std::string item;  ///< what a cost is counted per
  std::string reference;
  int threads;           ///< of the kernel; more than one is timed by the wall clock
  double work_per_item;  ///< multiply-adds as dense products have them, flips or bytes
  std::function<Contest()> make;
};

std::vector<Row> rbm_rows();      ///< whole annealing steps
std::vector<Row> product_rows();  ///< a product of bits and weights
std::vector<Row> unit_rows();     ///< drawing units, increments of log weights
std::vector<Row> random_rows();   ///< generators
std::vector<Row> limit_rows();    ///< what the core can do at most
std::vector<Row> lattice_rows();  ///< sweeps of packed lattices
std::vector<Row> all_rows();

}  // namespace lnz
