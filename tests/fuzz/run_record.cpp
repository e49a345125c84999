#include "app/run_record.hpp"

#include "app/run_report.hpp"
#include "fuzz/mutated_record.hpp"
#include "fuzz/target.hpp"
#include "fuzz/tiny_runs.hpp"

/// The record of a finished run: estimated and reported, as a table or as JSON.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace lnz;
  static Record const runs[] = {fuzz::tiny_run(0, 1000), fuzz::tiny_run(1, 1000)};
  fuzz::Bytes in(fuzz::text_of(data, size));
  std::size_t const kind = in.below(4);
  Record const run = fuzz::mutated(runs[kind % 2], in, {"ais/kept_rung", "rex@thin"});
  fuzz::read_or_refuse(
      [&] { report_run(run, estimated(run), kind / 2 == 0, Communicator::self()); });
  return 0;
}
