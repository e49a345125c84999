#include "app/time_limit.hpp"

#include "app/report.hpp"
#include "app/slurm_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace lnz {
namespace {

constexpr double kMargin = 30;  ///< seconds, for starting slowly and file systems in bad moods
constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

TimeLimit::TimeLimit(Options const& options, Communicator const& comm)
    : asked_(options.has("max-time") ? options.duration("max-time") : kNever),
      batch_end_(kNever),
      earliest_(kNever) {
  if (!comm.is_root()) return;
  std::optional<double> const left = slurm_seconds_left();
  if (!left) return;
  batch_end_ = wall_seconds() + *left;
  earliest_ = wall_seconds() + *left / 2;
  if (!options.flag("quiet"))
    fmt::print(stderr, "lnz: SLURM ends this job in {}; stops in time before that\n",
               spoken(*left));
}

double TimeLimit::end() const {
  return std::min(asked_, std::max(earliest_, batch_end_ - kMargin));
}

bool TimeLimit::is_over(double seconds_to_stop) const {
  double const now = wall_seconds();
  return now > asked_ || now > std::max(earliest_, batch_end_ - 2 * seconds_to_stop - kMargin);
}

}  // namespace lnz
