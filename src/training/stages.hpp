#pragma once

#include "training/doubling.hpp"
#include "training/training.hpp"

#include <cstddef>
#include <vector>

namespace lnz {

/// One stage of training: a layer by itself, as an RBM on what the layers below make of the data,
/// or all layers of a deep Boltzmann machine together.
struct Stage {
  std::size_t layer;  ///< index of its hidden layer in `hidden`; of the topmost if together
  bool together;
  int epochs;
  Doubling doubling;
};

/// rbm: one stage. dbn: a stage a layer. dbm: a stage a layer, the lowest counting upward twice,
/// the topmost downward, those between both ways, then all together. Hinton, Osindero & Teh (2006);
/// Salakhutdinov & Hinton (2009), AISTATS, sec. 3.
std::vector<Stage> stages(TrainingOptions const& options);

}  // namespace lnz
