#include "estimators/edge.hpp"
#include "estimators/gaussian_edge.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

using namespace lnz;

namespace {

constexpr std::size_t kCopies = 500;

/// Every sample kCopies times, but one copy of `from` replaced by one more of `to`: the weight of
/// sample `to` is perturbed by 1 / kCopies, at the cost of `from`.
std::vector<double> perturbed(std::vector<double> const& samples, std::size_t from,
                              std::size_t to) {
  std::vector<double> out;
  for (double x : samples) out.insert(out.end(), kCopies, x);
  out[from * kCopies] = samples[to];
  return out;
}

}  // namespace

TEST_CASE("influences are the derivatives of every method in its samples' weights") {
  Stream random(2, Purpose::data, 0, 0);
  GaussianEdge const edge{.mean = 0.4, .sd = 1.1};
  std::vector<double> const up = edge.up(6, random), down = edge.down(6, random);
  std::vector<double> const all_up = perturbed(up, 0, 0), all_down = perturbed(down, 0, 0);
  double const n = static_cast<double>(all_up.size());
  for (LadderMethod const& method : ladder_methods()) {
    EdgeEstimate const at = method.edge(up, down);
    REQUIRE(at.lower.size() == 6);
    REQUIRE(at.upper.size() == 6);
    for (std::size_t i = 1; i < 6; ++i) {
      INFO(method.name << ", sample " << i);
      double const lower = (method.edge(perturbed(up, 0, i), all_down).value -
                            method.edge(perturbed(up, i, 0), all_down).value) *
                           n / 2,
                   upper = (method.edge(all_up, perturbed(down, 0, i)).value -
                            method.edge(all_up, perturbed(down, i, 0)).value) *
                           n / 2;
      // Central differences err by the square of the perturbation.
      double const bound = 100.0 / (kCopies * kCopies);
      CHECK(std::abs(lower - (at.lower[i] - at.lower[0])) < bound);
      CHECK(std::abs(upper - (at.upper[i] - at.upper[0])) < bound);
    }
  }
}

TEST_CASE("influences have mean zero") {
  Stream random(3, Purpose::data, 0, 0);
  GaussianEdge const edge{.mean = -2, .sd = 0.5};
  std::vector<double> const up = edge.up(1000, random), down = edge.down(1000, random);
  for (LadderMethod const& method : ladder_methods()) {
    EdgeEstimate const at = method.edge(up, down);
    CHECK(std::abs(std::accumulate(at.lower.begin(), at.lower.end(), 0.0)) < 1e-9);
    CHECK(std::abs(std::accumulate(at.upper.begin(), at.upper.end(), 0.0)) < 1e-9);
  }
}
