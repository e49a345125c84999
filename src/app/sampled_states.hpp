#pragma once

#include "app/report.hpp"
#include "estimators/equilibrium.hpp"
#include "lnz/record.hpp"

namespace lnz {

/// The states that `lnz sample` drew, below `samples/` of its run.

/// What they are worth.
Equilibrium sampled_equilibrium(Record const& run);

/// Puts ln p(x) + ln Z of each beside them, `samples/log_unnormalised`, if the model's hidden units
/// can be summed out.
void put_log_unnormalised(Record& run, Record const& model);

/// Says it.
void describe_states(Record const& run, ReportContext& context);

}  // namespace lnz
