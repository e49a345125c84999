#pragma once

#include "app/options.hpp"
#include "app/path_plan.hpp"
#include "core/data_set.hpp"
#include "estimators/importance.hpp"
#include "lnz/log_z.hpp"

#include <string>
#include <vector>

namespace lnz {

/// The run file's record as io/FORMAT.md describes it: what a run was asked, and what it answered.

/// A new record, to be written to `path`, of this verb and its options; `deciding` lists those that
/// decide the result.
Record new_run(std::string const& path, std::string const& verb, Options const& options,
               std::vector<std::string> const& deciding);

/// What it is a run of: a model at --beta, or examples (bits).
void put_model(Record& run, Options const& options, Record const& model);
void put_data(Record& run, Options const& options, DataSet const& data);

/// Throws ConfigError naming what differs unless `old` is an earlier record of this very run, or of
/// one that options of those `raisable` make longer now.
void require_same_run(Record const& old, Record const& fresh,
                      std::vector<std::string> const& raisable);

/// A run file, finished or not; throws ConfigError if it is damaged or none that this program
/// knows.
Record read_any_run(std::string const& path);

/// A finished run file; throws ConfigError if it is none.
Record read_run(std::string const& path);

void put_path(Record& run, PathPlan const& plan, double log_z_reference);

/// What ln Z is at least, if the model's kind can say so.
void put_bound(Record& run, Record const& model);

/// The path of the root's record, on every rank. Collective.
PathPlan shared_path(Record const& run, Communicator const& comm);

void put_answer(Record& run, Answer const& answer);

/// Whether a run is one of replica exchange, `lnz rex` or `lnz sample`.
bool has_ladder(Record const& run);

/// Samples of a finished or unfinished run, or of the part of it in a group, "segments/0/".
LadderSamples ladder_samples(Record const& run, std::string const& group = "");
AnnealingSamples annealing_samples(Record const& run);

/// What the samples of a run say. The record must hold `ais/` or `rex/` arrays.
Answer estimated(Record const& run);

}  // namespace lnz
