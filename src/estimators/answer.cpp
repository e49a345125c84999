#include "lnz/log_z.hpp"

#include <algorithm>
#include <string>

namespace lnz {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::suspect:
      return "suspect";
    case Verdict::failed:
      return "failed";
  }
  return "failed";
}

void Answer::doubt(Verdict at_least, std::string reason) {
  verdict = std::max(verdict, at_least);
  reasons.push_back(std::move(reason));
}

void heed_bound(Answer& answer, double log_z_bound) {
  Estimate const& best = answer.estimates.front();
  if (best.log_z + 4 * best.std_error >= log_z_bound) return;
  answer.doubt(Verdict::failed, "a mode is missed: a search found states of log weight " +
                                    std::to_string(log_z_bound) +
                                    ", more than this ln Z; raise --sweeps or --rungs");
}

}  // namespace lnz
