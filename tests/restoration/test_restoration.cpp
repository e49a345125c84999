#include "restoration/restoration.hpp"

#include "lnz/stream.hpp"
#include "restoration/posterior.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

Images noise_only(std::size_t height, std::size_t width, std::uint64_t seed) {
  Images images{.source = "noise",
                .height = height,
                .width = width,
                .values = std::vector<std::int8_t>(height * width, 1)};
  return with_noise(std::move(images), 0.5, seed);
}

/// A posterior by the sum over all states, from its definition: pixels outside have no say.
struct Exact {
  std::vector<double> mean;
  double largest;
};

double log_posterior(std::vector<double> const& s, Images const& noisy, double coupling,
                     double noise) {
  double sum = 0;
  for (std::size_t y = 0; y < noisy.height; ++y)
    for (std::size_t x = 0; x < noisy.width; ++x) {
      std::size_t const i = y * noisy.width + x;
      if (x + 1 < noisy.width) sum += coupling * s[i] * s[i + 1];
      if (y + 1 < noisy.height) sum += coupling * s[i] * s[i + noisy.width];
      // ln p(y|s) but for what s does not change: ln sqrt(noise (1 - noise))
      sum +=
          std::log(s[i] == noisy.values[i] ? 1 - noise : noise) - std::log(noise * (1 - noise)) / 2;
    }
  return sum;
}

Exact enumerated(Images const& noisy, double coupling, double noise) {
  std::size_t const n = noisy.pixels();
  Exact out{std::vector<double>(n), -INFINITY};
  double total = 0;
  for (std::uint64_t state = 0; state < std::uint64_t{1} << n; ++state) {
    std::vector<double> s;
    for (std::size_t i = 0; i < n; ++i) s.push_back((state >> i & 1) != 0 ? 1 : -1);
    double const value = log_posterior(s, noisy, coupling, noise);
    out.largest = std::max(out.largest, value);
    total += std::exp(value);
    for (std::size_t i = 0; i < n; ++i) out.mean[i] += s[i] * std::exp(value);
  }
  for (double& m : out.mean) m /= total;
  return out;
}

}  // namespace

TEST_CASE("errors of posterior means cover the means of an enumeration") {
  constexpr int kSeeds = 300;
  double const coupling = 0.5, noise = 0.2;
  Images const noisy = noise_only(3, 4, 5);
  Exact const exact = enumerated(noisy, coupling, noise);
  double sum = 0, square = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Restoration const found =
        restore(noisy, {.coupling = coupling, .noise = noise, .sweeps = 8, .seed = seed},
                Communicator::self());
    std::size_t const i = seed % noisy.pixels();  // one a seed: pixels depend on each other
    double const z = (found.mean[i] - exact.mean[i]) / found.std_error[i];
    sum += z;
    square += z * z;
  }
  double const variance_of_t = 63.0 / 61;  // of Student's t with 63 degrees of freedom
  CHECK(std::abs(sum / std::sqrt(kSeeds * variance_of_t)) < 4);
  CHECK(std::abs(square / (kSeeds * variance_of_t) - 1) < 4 * std::sqrt(2.0 / kSeeds));
}

TEST_CASE("the MAP of a small image is the heaviest of all states") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Stream random(seed, Purpose::data, 0, 0);
    double const coupling = 1.2 * random.uniform(), noise = 0.05 + 0.4 * random.uniform();
    Images const noisy = noise_only(seed % 2 == 0 ? 3 : 1, seed % 2 == 0 ? 4 : 11, seed);
    Restoration const found =
        restore(noisy, {.coupling = coupling, .noise = noise, .chains = 8, .sweeps = 40},
                Communicator::self());
    INFO("J = " << coupling << ", noise = " << noise);
    double const largest = enumerated(noisy, coupling, noise).largest;
    CHECK(std::abs(found.log_map[0] - largest) < 1e-12 * (1 + std::abs(largest)));
    CHECK(std::abs(log_posterior({found.map.begin(), found.map.end()}, noisy, coupling, noise) -
                   largest) < 1e-12 * (1 + std::abs(largest)));
  }
}

TEST_CASE("a descent ends where no turn of a pixel adds weight, above where it began") {
  double const coupling = 0.4, noise = 0.2;
  Images const noisy = noise_only(8, 9, 1);
  PixelFields const fields(posterior_of(noisy, 0, coupling, noise));
  auto const weight = [&](std::vector<double> const& s) {
    return log_posterior(s, noisy, coupling, noise);
  };
  for (std::uint64_t seed = 2; seed < 12; ++seed) {
    Images const start = noise_only(8, 9, seed);
    std::vector<double> s(start.values.begin(), start.values.end());
    double const before = weight(s);
    fields.descend(s);
    double const after = weight(s);
    CHECK(after > before);
    CHECK(std::abs(fields.minus_energy(s) - after) < 1e-12 * std::abs(after));
    for (double& pixel : s) {
      pixel = -pixel;
      CHECK(weight(s) < after + 1e-12 * std::abs(after));
      pixel = -pixel;
    }
  }
}

TEST_CASE("pixels whose means are vague and a MAP met once are told") {
  Restoration const clear{.mean = {0, 0, 0, 0},
                          .std_error = {0.01, 0.02, 0.03, 0.04},
                          .map = {1, 1, 1, 1},
                          .log_map = {3, 4},
                          .at_map = {2, 64}};
  RestorationPlan const plan{.coupling = 1, .noise = 0.1};
  CHECK(restoration_answer(clear, plan).verdict == Verdict::ok);
  Restoration vague = clear, lone = clear;
  vague.std_error[2] = 0.11;
  lone.at_map[0] = 1;
  for (Restoration const& doubtful : {vague, lone}) {
    Answer const answer = restoration_answer(doubtful, plan);
    CHECK(answer.verdict == Verdict::suspect);
    REQUIRE(answer.reasons.size() == 1);
    CHECK(answer.reasons[0].find("1 of 2 images") != std::string::npos);
  }
}

}  // namespace lnz
