#include "bench/clock.hpp"

#include <ctime>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace lnz {
namespace {

double seconds_of(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Least seconds of a link in a chain x = link(x, y).
template <class Link>
double seconds_of_link(Link const& link) {
  constexpr int kTries = 3, kTurns = 500, kUnrolled = 64;
  double least = std::numeric_limits<double>::infinity();
  std::uint64_t x = 1, y = 3;
  for (int t = 0; t < kTries; ++t) {
    double const start = thread_seconds();
    for (int i = 0; i < kTurns; ++i) {
#pragma GCC unroll 64
      for (int k = 0; k < kUnrolled; ++k) {
        link(x, y);
        asm volatile("" : "+r"(x), "+r"(y));  // keeps both in registers, and every link
      }
    }
    least = std::min(least, thread_seconds() - start);
  }
  return least / (kTurns * kUnrolled);
}

}  // namespace

double core_hertz() {
  constexpr double kAddCycles = 1, kMultiplyCycles = 3, kAgree = 0.02;
  double const by_adds =
      kAddCycles / seconds_of_link([](std::uint64_t& x, std::uint64_t y) { x += y; });
  double const by_products =
      kMultiplyCycles / seconds_of_link([](std::uint64_t& x, std::uint64_t y) { x *= y; });
  return std::abs(by_adds / by_products - 1) < kAgree ? by_adds : by_products;
}

double thread_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
double wall_clock_seconds() { return seconds_of(CLOCK_MONOTONIC); }

}  // namespace lnz
