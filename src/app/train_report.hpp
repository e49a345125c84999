#pragma once

#include "app/options.hpp"
#include "core/data_set.hpp"
#include "lnz/record.hpp"
#include "training/training.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace lnz {

/// What a training says, on the screen and in its model file.

/// What is to be learnt, a line on standard error.
void print_task(DataSet const& data, TrainingOptions const& how);

/// The figures of an epoch, a line that takes the place of a progress bar.
void print_epoch(TrainingReport const& report, int epochs);

/// Puts into the model what it was made from, by which is_result_of knows it again, and the figures
/// of its last epoch.
void note_origin(Record& model, Record const& run, DataSet const& data, TrainingReport const& last);

/// Whether the model is what this run, of the same options and data, would make.
bool is_result_of(Record const& model, Record const& run);

/// The result as --json or a line, from such a model.
void print_training(Record const& model, std::string const& machine,
                    std::vector<std::size_t> const& hidden, Options const& options);

}  // namespace lnz
