#pragma once

#include "lnz/block.hpp"

#include <climits>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lnz {

/// What users see of a chain: numbers made of its units, which may be others or fewer, as where a
/// layer of real units has been summed out of the chain and is drawn when somebody looks.
struct Readout {
  std::size_t values;  ///< of a chain
  bool real = false;   ///< doubles in files; if not, whole numbers that fit into a byte
  /// The values of one chain at the target, given its units; null: the units themselves.
  std::function<std::vector<double>(std::span<double const> units, Stream& random)> of = nullptr;

  std::size_t bytes() const { return values * (real ? sizeof(double) : 1); }  ///< of a chain
};

/// A configured model with its type erased: all that commands and drivers need.
struct ModelHandle {
  /// A block of `lanes` chains drawn from the reference.
  std::function<Block(std::uint64_t seed, std::uint32_t id, int lanes)> make_block;
  double log_z_reference;               ///< ln Z_0
  std::size_t unit_count;               ///< units of a chain
  Readout readout;                      ///< what users see of them
  int lanes = 64;                       ///< chains of a block that its moves work best with ...
  int fewest_lanes = 16;                ///< ... and below which a block hardly costs less
  int light = 1;                        ///< sweeps that cost and do no more than one of others do
  std::vector<std::string> notes = {};  ///< what the user may not expect, a sentence each
  bool shared = false;                  ///< a team of ranks shares every block
  bool keeps_units = true;              ///< unless this is a rank of a team after its first
  int most_lanes = INT_MAX;             ///< of a block that a team can share
};

template <TemperedModel M>
ModelHandle erase(M model) {
  auto const shared = std::make_shared<M const>(std::move(model));
  ModelHandle handle{[shared](std::uint64_t seed, std::uint32_t id, int lanes) {
                       return Block(shared, seed, id, lanes);
                     },
                     shared->log_z_reference(), shared->unit_count(),
                     Readout{shared->unit_count()}};
  if constexpr (requires { M::kLanes; }) handle.lanes = M::kLanes;
  return handle;
}

}  // namespace lnz
