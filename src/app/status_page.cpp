#include "app/status_page.hpp"

#include "app/report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

std::string since(UnixTime then, UnixTime now) {
  return spoken(static_cast<double>(std::max<UnixTime>(now - then, 0)));
}

std::string clock_time(UnixTime time) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(time)));
}

/// "running", "dead: ..., run its command again".
std::string state_of(RunStatus const& s, UnixTime now) {
  std::string const saved =  // what is left to go on from
      s.checkpoint
          ? fmt::format("last checkpoint at step {}; run its command again", s.checkpoint->step)
          : "no checkpoint yet; run its command again";
  std::string const age = since(s.updated, now);
  switch (life_of(s, now)) {
    case Life::alive:
      return s.phase.empty() || s.phase == s.command ? s.state : s.state + ", " + s.phase;
    case Life::silent:
      return fmt::format("silent: no sign of life for {}, but process {} is there", age, s.pid);
    case Life::dead:
      return fmt::format("dead: no sign of life for {}; {}", age, saved);
    case Life::over:
      break;
  }
  std::string const text = fmt::format("{} {} ago", s.state, age);
  if (s.state == "finished") return text;
  return text + (s.state == "failed" ? ", its messages say why; " : "; ") + saved;
}

std::string estimate_of(RunStatus const& s) {
  RunStatus::Sketch const& e = *s.estimate;
  int const digits = decimals(e.std_error);
  std::string const where = e.rung + 1 < s.rungs ? fmt::format(" at rung {} of {} (beta {:.4g})",
                                                               e.rung, s.rungs - 1, e.beta)
                                                 : "";
  std::string const trust =
      s.verdict.empty() ? fmt::format("so far, {}", e.method) : "verdict " + s.verdict;
  return fmt::format("ln Z{} = {:.{}f} +- {:.{}f}  ({}; ESS {:.0f})", where, e.log_z,
                     std::min(digits + 1, 12), e.std_error, digits, trust, e.ess);
}

std::string steps_of(RunStatus const& s) {
  if (s.steps == 0 && s.step == 0) return "";
  std::string text =
      s.steps > 0 ? fmt::format("step {} of {}", s.step, s.steps) : fmt::format("step {}", s.step);
  if (s.rate > 0) text += fmt::format(", {:.{}f} a second", s.rate, s.rate < 10 ? 2 : 0);
  return text;
}

std::string forecast_of(RunStatus const& s) {
  std::string text = fmt::format("{} to go, until {}", spoken(s.forecast->seconds_to_go),
                                 clock_time(s.forecast->end));
  if (s.forecast->before_max_time)
    text += *s.forecast->before_max_time
                ? " (before the time limit)"
                : " (the time limit comes first: run its command again then)";
  return text;
}

std::string cost_of(RunStatus::Checkpoint const& c) {
  return c.way.empty() ? "" : fmt::format(", {}, {:.1f} s", c.way, c.seconds);
}

std::string place_of(RunStatus const& s) {
  std::string text = fmt::format("{}, process {}, {} rank{} x {} thread{}", s.host, s.pid, s.ranks,
                                 s.ranks == 1 ? "" : "s", s.threads, s.threads == 1 ? "" : "s");
  return s.slurm_job_id.empty() ? text : text + ", SLURM job " + s.slurm_job_id;
}

}  // namespace

std::string status_page(RunStatus const& s, UnixTime now) {
  constexpr int kBar = 30;
  Life const life = life_of(s, now);
  std::string page = fmt::format("{}: {}\n", s.output, state_of(s, now));
  page += fmt::format("{} of {} {}\n", s.command, s.model,
                      s.model_summary.empty() ? "" : "(" + s.model_summary + ")");
  if (s.steps > 0)
    page += fmt::format(
        "[{:<{}}] {:3.0f}%  ",
        std::string(static_cast<std::size_t>(kBar * std::clamp(s.fraction(), 0.0, 1.0)), '='), kBar,
        100 * s.fraction());
  if (std::string const steps = steps_of(s); !steps.empty()) page += steps + "\n";
  if (s.elapsed_seconds > 0) page += fmt::format("{} at work", spoken(s.elapsed_seconds));
  if (life == Life::alive && s.forecast) page += ", " + forecast_of(s);
  if (s.elapsed_seconds > 0) page += "\n";
  if (s.estimate) page += estimate_of(s) + "\n";
  if (s.swap_acceptance)
    page += fmt::format("swaps accepted: {:.0f}% on average, {:.0f}% on the worst edge\n",
                        100 * s.swap_acceptance->mean, 100 * s.swap_acceptance->lowest);
  if (s.round_trips) page += fmt::format("{} round trips\n", *s.round_trips);
  for (auto const& [key, value] : s.figures) page += fmt::format("{}: {:.6g}\n", key, value);
  if (life == Life::alive && s.checkpoint)
    page += fmt::format("last checkpoint {} ago at step {}{}\n", since(s.checkpoint->time, now),
                        s.checkpoint->step, cost_of(*s.checkpoint));
  if (!s.host.empty())
    page += fmt::format("{}; updated {} ago\n", place_of(s), since(s.updated, now));
  return page;
}

std::string status_line(RunStatus const& s, UnixTime now) {
  std::string line = fmt::format("{}: {}", s.output, state_of(s, now));
  if (std::string const steps = steps_of(s); !steps.empty()) line += "; " + steps;
  if (life_of(s, now) == Life::alive && s.forecast) line += "; " + forecast_of(s);
  if (s.estimate) line += "; " + estimate_of(s);
  return line;
}

}  // namespace lnz
