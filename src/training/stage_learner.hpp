#pragma once

#include "models/layered/dbm_layers.hpp"
#include "training/examples.hpp"
#include "training/learner.hpp"
#include "training/options.hpp"
#include "training/stages.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace lnz {

/// The layers of all that the options train on the data.
DbmLayers layers_of(DataSet const& data, TrainingOptions const& options);

/// What learns in a stage: all layers together, from what was learnt of each (`learnt`, none if
/// that is empty), or one more layer from the examples that those below it make. Keeps references
/// to data, examples and options.
std::unique_ptr<Learner> stage_learner(Stage const& stage, DataSet const& data,
                                       Examples const& examples,
                                       std::vector<FloatRbm> const& learnt,
                                       TrainingOptions const& options, std::uint64_t seed);

}  // namespace lnz
