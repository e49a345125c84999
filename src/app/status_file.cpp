#include "app/status_file.hpp"

#include "app/report.hpp"
#include "app/version.hpp"
#include "estimators/glance.hpp"
#include "estimators/ladder.hpp"
#include "lnz/error.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace lnz {
namespace {

constexpr double kEstimating = 120;  ///< seconds without a look that estimates may take, at least
constexpr double kLargestShare = 0.005;  ///< of the time, spent on looking
constexpr std::size_t kMarks = 12;       ///< looks that the rate is taken over

double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

std::string text_or_none(Record const& run, std::string const& key) {
  return run.has(key) ? run.text(key) : "";
}

double seconds_at_work(std::string const& path) {
  try {
    return read_status(path).elapsed_seconds;
  } catch (ConfigError const&) {
    return 0;  // a run without side-car so far
  }
}

}  // namespace

RunStatus first_status(Record const& run, Options const& options, Communicator const& comm) {
  RunStatus s;
  s.output = options.text("output");
  if (run.has("schedule/beta")) s.rungs = static_cast<std::int64_t>(run.shape("schedule/beta")[0]);
  s.command = run.text("@command");
  s.model = text_or_none(run, "@model");
  s.model_summary = text_or_none(run, "@model_summary");
  s.program = version();
  char host[256] = {};
  if (gethostname(host, sizeof host - 1) == 0) s.host = host;
  s.pid = getpid();
  s.ranks = comm.size();
  s.threads = thread_count();
  if (char const* const job = std::getenv("SLURM_JOB_ID")) s.slurm_job_id = job;
  if (run.has("checkpoint@step"))
    s.checkpoint = {run.integer("checkpoint@step"), modified_at(run.source)};
  return s;
}

StatusFile::StatusFile(Driver const& driver, Record const& run, Options const& options,
                       Communicator const& comm)
    : comm_(comm),
      path_(status_path(options.text("output"))),
      interval_(options.duration("status-interval")),
      marks_{{Clock::now(), driver.done()}},
      start_(marks_.front().time),
      last_(start_),
      next_(start_) {
  if (!comm_.is_root()) return;
  status_ = first_status(run, options, comm_);
  status_.step = driver.done();
  status_.steps = driver.steps();
  if (run.has("@log_z_reference")) log_z_reference_ = run.number("@log_z_reference");
  if (status_.checkpoint) earlier_ = seconds_at_work(path_);
}

StatusFile::~StatusFile() {
  if (!written_ || status_.state != "running") return;
  status_.state = "failed";
  status_.forecast.reset();
  write();
}

void StatusFile::limited_to(double end) { time_limit_ = end; }

void StatusFile::update(Driver const& driver) {
  auto const now = Clock::now();
  step_seconds_ = seconds(now - last_);
  last_ = now;
  if (comm_.broadcast(now >= next_ ? 1.0 : 0.0) != 0) look(driver);
}

void StatusFile::checkpointed(Driver const& driver, std::string const& way, double seconds) {
  status_.checkpoint = {driver.done(), unix_now(), way, seconds};
  look(driver);
}

void StatusFile::sampled(Driver const& driver) {
  look(driver);
  if (!comm_.is_root()) return;
  status_.phase = "estimating";
  status_.forecast.reset();
  status_.interval_seconds = std::max(kEstimating, status_.elapsed_seconds);
  write();
}

void StatusFile::stopped(Driver const& driver) {
  status_.state = "stopped";
  look(driver);
}

void StatusFile::finished(Answer const& answer) {
  Estimate const& best = answer.estimates.front();
  status_.estimate = {best.method, status_.steps,  status_.rungs - 1, 1,
                      best.log_z,  best.std_error, best.ess};
  status_.verdict = name(answer.verdict);
  finished();
}

void StatusFile::finished() {
  status_.state = "finished";
  status_.phase.clear();
  status_.forecast.reset();
  status_.checkpoint.reset();
  status_.step = status_.steps;
  status_.elapsed_seconds = earlier_ + seconds(Clock::now() - start_);
  write();
}

void StatusFile::look(Driver const& driver) {
  auto const before = Clock::now();
  Progress const progress = driver.progress();
  if (!comm_.is_root()) return;
  see(driver, progress);
  forecast();
  double const cost = seconds(Clock::now() - before) + write_seconds_;
  double const wait = std::max(interval_, cost / kLargestShare);
  next_ = before + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(wait));
  status_.interval_seconds = std::max(wait, 2 * step_seconds_);
  write();
}

void StatusFile::see(Driver const& driver, Progress const& progress) {
  status_.step = driver.done();
  status_.phase = progress.phase;
  status_.figures = progress.figures;
  std::optional<Estimate> estimate;
  if (!progress.log_weight.empty()) estimate = glance(progress.log_weight, log_z_reference_);
  if (progress.ladder != nullptr) {
    estimate = glance(*progress.ladder, log_z_reference_);
    status_.round_trips = round_trips(*progress.ladder);
  }
  if (estimate)
    status_.estimate = {estimate->method, status_.step,        progress.rung, progress.beta,
                        estimate->log_z,  estimate->std_error, estimate->ess};
  std::vector<double> const& edges = progress.acceptance;
  status_.swap_acceptance.reset();
  if (!edges.empty())
    status_.swap_acceptance = {
        *std::ranges::min_element(edges),
        std::accumulate(edges.begin(), edges.end(), 0.0) / static_cast<double>(edges.size())};
}

void StatusFile::forecast() {
  auto const now = Clock::now();
  double const elapsed = seconds(now - start_);
  status_.elapsed_seconds = earlier_ + elapsed;
  double const steps = static_cast<double>(status_.step - marks_.front().step);
  status_.rate = steps / std::max(seconds(now - marks_.front().time), 1e-9);
  marks_.push_back({now, status_.step});
  if (marks_.size() > kMarks) marks_.pop_front();
  status_.forecast.reset();
  if (status_.state != "running" || !(status_.rate > 0)) return;
  double const to_go = static_cast<double>(status_.steps - status_.step) / status_.rate;
  status_.forecast = {to_go, unix_now() + static_cast<UnixTime>(to_go), {}};
  if (std::isfinite(time_limit_))
    status_.forecast->before_max_time = wall_seconds() + to_go < time_limit_;
}

void StatusFile::write() {
  status_.updated = unix_now();
  auto const before = Clock::now();
  try {
    write_status(status_);
    written_ = true;
  } catch (std::exception const& e) {
    if (!warned_)
      fmt::print(stderr, "lnz: warning: {}; the run goes on without its status\n", e.what());
    warned_ = true;
  }
  write_seconds_ = seconds(Clock::now() - before);
}

}  // namespace lnz
