#include "training/stages.hpp"

namespace lnz {

std::vector<Stage> stages(TrainingOptions const& options) {
  std::size_t const layers = options.hidden.size();
  bool const deep = options.machine == "dbm";
  std::vector<Stage> out;
  for (std::size_t k = 0; k < layers; ++k) {
    Doubling doubling;
    if (deep && k + 1 < layers) doubling.up = 2;
    if (deep && k > 0) doubling.down = 2;
    int const epochs = deep ? options.pretraining : options.epochs;
    if (epochs > 0) out.push_back({k, false, epochs, doubling});
  }
  if (deep) out.push_back({layers - 1, true, options.epochs, {}});
  return out;
}

}  // namespace lnz
