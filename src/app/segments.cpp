#include "app/segments.hpp"

#include "app/run_record.hpp"
#include "drivers/denser_ladder.hpp"
#include "estimators/combine.hpp"
#include "estimators/ladder.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

std::string group_of(std::size_t segment) { return fmt::format("segments/{}/", segment); }

std::size_t earlier_segments(Record const& run) {
  std::size_t count = 0;
  while (run.has(group_of(count) + "schedule/beta")) ++count;
  return count;
}

bool is_sampled(std::string const& key) {
  return key.starts_with("schedule/") || key.starts_with("rex/") || key.starts_with("rex@") ||
         key.starts_with("chains/");
}

template <class Entries>
void copy_samples(Entries& entries, std::string const& to) {
  Entries copies;
  for (auto const& [key, value] : entries)
    if (is_sampled(key)) copies[to + key] = value;
  entries.merge(copies);
}

}  // namespace

void begin_segment(Record& run, int rungs) {
  std::string const to = group_of(earlier_segments(run));
  copy_samples(run.arrays, to);
  copy_samples(run.attributes, to);
  start_denser_ladder(run, rungs);
}

std::vector<LadderSamples> earlier_ladders(Record const& run) {
  std::vector<LadderSamples> ladders;
  for (std::size_t segment = 0; segment < earlier_segments(run); ++segment)
    ladders.push_back(ladder_samples(run, group_of(segment)));
  return ladders;
}

Answer segments_answer(Record const& run) {
  double const log_z_reference = run.number("@log_z_reference");
  Answer const last = ladder_answer(ladder_samples(run), log_z_reference);
  std::vector<Answer> earlier;
  for (LadderSamples const& ladder : earlier_ladders(run))
    earlier.push_back(ladder_answer(ladder, log_z_reference));
  return earlier.empty() ? last : with_earlier(last, earlier);
}

}  // namespace lnz
