#include "lnz/log_z.hpp"

#include <algorithm>

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

}  // namespace lnz
