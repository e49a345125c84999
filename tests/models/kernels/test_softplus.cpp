#include "every_target.hpp"
#include "lnz/log_sum.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/softplus_change.hpp"
#include "models/kernels/softplus_sum.hpp"

#include <cmath>
#include <numeric>
#include <vector>

using namespace lnz;

namespace {

constexpr std::size_t kUnits = 500, kTiles = (kUnits + 15) / 16;

/// One lane whose fields are spread over -12 ... 12, all but the padding.
struct Fields {
  Aligned<float> sums{kTiles * 16}, step{kTiles * 16}, bias{kTiles * 16};

  explicit Fields(double phase = 0) {
    for (std::size_t j = 0; j < kUnits; ++j) {
      sums[j] = static_cast<float>(12 * std::sin(static_cast<double>(j) + phase));
      step[j] = 1;
      bias[j] = 0.25f;
    }
  }
  double at(std::size_t j) const { return static_cast<double>(sums[j]) + 0.25; }
  double change(double from, double to) const {
    double out = 0;
    softplus_change(kUnits, sums.data(), 1, {step.data(), bias.data(), nullptr}, {&from, 1},
                    {&to, 1}, {&out, 1});
    return out;
  }
  double exact(double from, double to) const {
    double sum = 0;
    for (std::size_t j = 0; j < kUnits; ++j) sum += softplus(to * at(j)) - softplus(from * at(j));
    return sum;
  }
};

}  // namespace

TEST_CASE("log ratios of ten thousand small steps of a moving state add up without bias") {
  // Products of 1 + e^x in float do not: where the state stands still their errors cancel from
  // step to step, where it moves they add up.
  int const steps = 10000;
  std::vector<Fields> path;
  double exact = 0;
  for (int k = 0; k < steps; ++k) {
    path.emplace_back(0.37 * k);
    exact += path.back().exact(static_cast<double>(k) / steps, (k + 1.0) / steps);
  }
  on_every_target([&] {
    double sum = 0;
    for (int k = 0; k < steps; ++k)
      sum += path[static_cast<std::size_t>(k)].change(static_cast<double>(k) / steps,
                                                      (k + 1.0) / steps);
    INFO(sum - exact);
    CHECK(std::abs(sum - exact) < 2e-5);
  });
}

TEST_CASE("log ratios of large steps are those of float64") {
  Fields const fields;
  on_every_target([&] {
    for (double const to : {0.0, 0.2, 0.9, 1.0, 30.0}) {
      double const exact = fields.exact(0.3, to);
      CHECK(std::abs(fields.change(0.3, to) - exact) < 1e-12 * (1 + std::abs(exact)));
    }
    CHECK(fields.change(0.7, 0.7) == 0);
  });
}

TEST_CASE("the series is as exact at the limits of its terms as below them") {
  Fields const fields;  // of up to 12.25
  for (double const from : {0.05, 0.5})
    for (double const d : {1e-6, 3.9e-5, 4.0e-5, 1.2e-3, 0.0040, 0.0042}) {
      double const exact = fields.exact(from, from + d);
      INFO("from " << from << " by " << d);
      // 1e-7 of the sum of |d f|.
      CHECK(std::abs(fields.change(from, from + d) - exact) < 1e-7 * d * 8 * kUnits);
    }
}

TEST_CASE("a moved sum of softplus is that of the moved field, for any number of units") {
  for (std::size_t const units : {1u, 16u, 500u, 1024u, 3000u}) {
    std::size_t const padded = (units + 15) / 16 * 16;
    Aligned<float> x(padded), w(padded), moved(padded);
    for (std::size_t j = 0; j < units; ++j) {
      x[j] = static_cast<float>(20 * std::sin(static_cast<double>(j)));
      w[j] = static_cast<float>(std::cos(static_cast<double>(3 * j)));
    }
    double here = 0, there = 0;
    for (std::size_t j = 0; j < padded; ++j) {
      here += softplus(static_cast<double>(x[j]));
      there += softplus(static_cast<double>(x[j]) - 0.7 * static_cast<double>(w[j]));
    }
    on_every_target([&] {
      LaneField const field{x.data(), 16, units}, other{moved.data(), 16, units};
      CHECK(std::abs(softplus_sum(field) - here) < 1e-6 * (1 + here));
      CHECK(std::abs(moved_softplus_sum(field, -0.7f, w.data(), other) - there) <
            1e-6 * (1 + there));
      CHECK(std::abs(moved[0] - (x[0] - 0.7f * w[0])) < 1e-5);
    });
  }
}
