#include "core/checkpoint.hpp"

#include "lnz/error.hpp"

namespace lnz {

std::int64_t checkpoint_step(Record const& run, std::int64_t steps) {
  std::int64_t const step = run.integer("checkpoint@step");
  if (step < 0 || step > steps)
    throw ConfigError(run.source + ": checkpoint at step " + std::to_string(step) +
                      " (the run has " + std::to_string(steps) + "); use --restart");
  return step;
}

void require_values(Record const& run, std::string const& key, std::int64_t count) {
  std::size_t const found = run.reals(key).size();
  if (found != static_cast<std::size_t>(count))
    throw ConfigError(run.source + ": dataset '" + key + "' holds " + std::to_string(found) +
                      " values (the run needs " + std::to_string(count) + "); use --restart");
}

}  // namespace lnz
