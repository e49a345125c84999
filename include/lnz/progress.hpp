#pragma once

#include "lnz/log_z.hpp"

#include <map>
#include <string>
#include <vector>

namespace lnz {

/// What a driver lets be seen of its work between two advances; a part that it has nothing of is
/// empty. Looking changes no bit.
struct Progress {
  std::string
      phase;  ///< "annealing", "burn-in", "measuring", "epoch 3 of 10"; empty if there is only one
  int rung = 0;                    ///< the rung whose ln Z the samples below speak of
  double beta = 0;                 ///< its ladder coordinate
  std::vector<double> log_weight;  ///< of every annealed chain on reaching that rung, [chains]
  LadderSamples const* ladder = nullptr;  ///< kept so far, while the driver lives and rests
  std::vector<double> acceptance;  ///< mean acceptance probability of every edge lately, [K-1]
  std::map<std::string, double> figures;  ///< other numbers worth a look, by name
};

}  // namespace lnz
