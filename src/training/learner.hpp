#pragma once

#include "lnz/record.hpp"
#include "models/rbm/float_rbm.hpp"
#include "models/registry.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace lnz {

/// Which update of a stage this is.
struct Update {
  std::uint64_t number;  ///< from 1; addresses its random numbers
  double part;           ///< of the stage that is done, [0, 1)
};

/// What a stage of training learns: a machine of two sides, and all that one update leaves to the
/// next.
class Learner {
 public:
  Learner() = default;
  Learner(Learner const&) = delete;
  Learner& operator=(Learner const&) = delete;
  virtual ~Learner() = default;

  /// One step uphill by these rows of the data.
  virtual void update(std::span<std::size_t const> rows, Update const& now) = 0;

  virtual FloatRbm machine() const = 0;

  /// That machine as a tempered path: one of bits from the reference over its visible side, one of
  /// real visible units from the means of its hidden bits over the data.
  virtual ModelHandle path(Reference const& visible) const = 0;

  /// How well it does, over up to 10,000 evenly spaced examples, by name.
  virtual std::map<std::string, double> figures() const = 0;

  virtual void save(Record& run) const = 0;  ///< `train/...`, `checkpoint/...`
  virtual void load(Record const& run) = 0;
};

}  // namespace lnz
