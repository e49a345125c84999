#include "app/run_record.hpp"
#include "app/settled.hpp"
#include "fuzz/mutated_record.hpp"
#include "fuzz/target.hpp"
#include "fuzz/tiny_runs.hpp"
#include "io/run_file.hpp"

#include <map>

namespace {

using namespace lnz;

Record const& stopped_run(std::size_t kind, std::int64_t steps) {
  static std::map<std::pair<std::size_t, std::int64_t>, Record> known;
  auto const [at, is_new] = known.try_emplace({kind, steps});
  if (is_new) at->second = fuzz::tiny_run(kind, steps);
  return at->second;
}

}  // namespace

/// The record of an unfinished run: loaded, gone on from and saved.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  constexpr std::int64_t kAnnealingStops[] = {0, 3, 5}, kExchangeStops[] = {2, 89, 161, 166};
  fuzz::Bytes in(fuzz::text_of(data, size));
  std::size_t const kind = in.below(8);
  std::int64_t const stop =
      kind % 2 == 0 ? kAnnealingStops[in.below(3)] : kExchangeStops[in.below(4)];
  Record const& base = stopped_run(kind, stop);
  Record const run = fuzz::mutated(base, in, {"reference/mean", "checkpoint@step"});
  Record longer = base;
  longer.attributes["@config"] = R"({"chains":"40","precision":"int16"})";
  fuzz::read_or_refuse([&] {
    refuse_other_settings(run, longer, {"chains"});
    Record raised = run;
    if (is_raised(run, longer, {"chains"})) raise(raised, longer, {"chains"});
  });
  fuzz::read_or_refuse([&] { shared_settled(run, {{"chains", 30}}, Communicator::self()); });
  fuzz::read_or_refuse([&] { shared_path(run, Communicator::self()); });
  fuzz::read_or_refuse([&] {
    auto const driver = fuzz::tiny_driver(kind);
    driver->load(run);
    if (run.has("checkpoint@step"))
      RunFile("run.h5").load(run, driver->states(), Communicator::self());
    driver->advance(4);
    Record out;
    driver->save(out);
  });
  return 0;
}
