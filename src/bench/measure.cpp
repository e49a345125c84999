#include "bench/measure.hpp"

#include "bench/clock.hpp"
#include "parallel/threads.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lnz {
namespace {

/// A side runs for so long or a little longer before the other one does: a hundred times what it
/// takes to fill the second cache again.
constexpr double kTurnSeconds = 2e-2;

/// How often each sort of work is called in a turn, from the time of its second call.
class SideTimer {
 public:
  SideTimer(Side const& side, double (*now)()) : side_(&side), now_(now) {
    for (Work const& work : side) {
      work.call();
      double const once = seconds(work, 1);
      calls_.push_back(static_cast<int>(std::clamp(std::ceil(kTurnSeconds / once), 1.0, 1e6)));
    }
  }

  /// Seconds of an item, the mean over all sorts of work; adds those that went by to `spent`.
  double turn(double& spent) const {
    double cost = 0;
    for (std::size_t w = 0; w < side_->size(); ++w) {
      Work const& work = (*side_)[w];
      double const passed = seconds(work, calls_[w]);
      cost += work.share * passed / (calls_[w] * work.items);
      spent += passed;
    }
    return cost;
  }

 private:
  double seconds(Work const& work, int calls) const {
    double const start = now_();
    for (int i = 0; i < calls; ++i) work.call();
    return now_() - start;
  }

  Side const* side_;
  double (*now_)();
  std::vector<int> calls_;
};

/// A row that is being measured.
struct Running {
  Row const* row;
  Contest contest;
  SideTimer kernel;
  std::optional<SideTimer> reference;

  explicit Running(Row const& r)
      : Running(r, r.make(), r.threads > 1 ? wall_clock_seconds : thread_seconds) {}

 private:
  Running(Row const& r, Contest c, double (*now)())
      : row(&r), contest(std::move(c)), kernel(contest.kernel, now) {
    if (contest.reference) reference.emplace(*contest.reference, now);
  }
};

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

/// The medians of a repetition's turns: a neighbour that spoils some of them does not count. Wide
/// vectors slow a core's clock down for a while, so each side has the clock that it leaves behind.
void take_turns(benchmark::State& state, Running const& running) {
  std::vector<double> kernel, reference, hertz;
  for (auto _ : state) {
    double spent = 0;
    double const seconds = running.kernel.turn(spent);
    hertz.push_back(core_hertz());
    kernel.push_back(seconds * hertz.back());
    if (running.reference) {
      double const reference_seconds = running.reference->turn(spent);
      reference.push_back(reference_seconds * core_hertz());
    }
    state.SetIterationTime(spent);
  }
  state.counters["kernel"] = median_of(kernel);
  if (running.reference) state.counters["reference"] = median_of(reference);
  state.counters["hertz"] = median_of(hertz);
}

/// Makes Measured of a row's repetitions; Google Benchmark reports them together.
class Collector : public benchmark::BenchmarkReporter {
 public:
  Collector(std::unique_ptr<Running> const& running,
            std::function<void(Measured const&)> const& done)
      : running_(running), done_(done) {}

  bool ReportContext(Context const&) override { return true; }

  void ReportRuns(std::vector<Run> const& runs) override {
    Costs kernel, reference;
    std::vector<double> hertz;
    for (Run const& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      kernel.cycles.push_back(run.counters.at("kernel"));
      if (running_->reference) reference.cycles.push_back(run.counters.at("reference"));
      hertz.push_back(run.counters.at("hertz"));
    }
    if (hertz.empty()) return;
    results.push_back({*running_->row, kernel, {}, median_of(hertz)});
    if (running_->reference) results.back().reference = reference;
    done_(results.back());
  }

  std::vector<Measured> results;

 private:
  std::unique_ptr<Running> const& running_;
  std::function<void(Measured const&)> const& done_;
};

}  // namespace

double Costs::least() const { return std::ranges::min(cycles); }
double Costs::median() const { return median_of(cycles); }
double Costs::spread() const { return std::ranges::max(cycles) / least() - 1; }

std::vector<Measured> measure(std::span<Row const> rows, Effort effort,
                              std::function<void(Measured const&)> const& done) {
  int const threads = thread_count();
  std::unique_ptr<Running> running;
  for (Row const& row : rows)
    benchmark::RegisterBenchmark((row.name + " " + row.shape).c_str(),
                                 [&running, &row](benchmark::State& state) {
                                   if (!running || running->row != &row) {
                                     running.reset();
                                     set_thread_count(row.threads);
                                     running = std::make_unique<Running>(row);
                                   }
                                   take_turns(state, *running);
                                 })
        ->UseManualTime()
        ->MinTime(effort.min_seconds)
        ->Repetitions(effort.repetitions);
  Collector collector(running, done);
  benchmark::RunSpecifiedBenchmarks(&collector, ".");
  benchmark::ClearRegisteredBenchmarks();
  set_thread_count(threads);
  return std::move(collector.results);
}

}  // namespace lnz
