#include "every_target.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/unit_means.hpp"

#include <cmath>
#include <vector>

using namespace lnz;

TEST_CASE("means of units are weighted logistic functions, the same on every target") {
  std::size_t const lanes = 500, first = 16;
  Aligned<float> sums(lanes * 16), step(32), bias(32);
  std::vector<float> weight(lanes);
  for (std::size_t u = 0; u < 32; ++u) {
    step[u] = 1;
    bias[u] = static_cast<float>(u) / 8 - 2;
  }
  for (std::size_t l = 0; l < lanes; ++l) {
    weight[l] = l % 2 ? -0.01f : 0.5f;
    for (std::size_t j = 0; j < 16; ++j)
      sums[l * 16 + j] = static_cast<float>(160 * (static_cast<double>(l) / lanes - 0.5)) +
                         static_cast<float>(j) / 16;
  }
  std::vector<float> reference;
  on_every_target([&] {
    Aligned<float> out(lanes * 16);
    unit_means(first, sums.data(), {step.data(), bias.data(), nullptr}, weight, out.data());
    double worst = 0;
    for (std::size_t k = 0; k < out.size(); ++k) {
      double const x =
          static_cast<double>(sums[k] + bias[first + k % 16]);  // rounded as the kernel rounds
      double const exact = static_cast<double>(weight[k / 16]) / (1 + std::exp(-x));
      double const error = std::abs(static_cast<double>(out[k]) / exact - 1);
      worst = std::max(worst, error / (4e-7 + 1.2e-7 * std::abs(x)));
    }
    CHECK(worst < 1);
    std::vector<float> const here(out.data(), out.data() + out.size());
    if (reference.empty()) reference = here;
    CHECK(here == reference);
  });
}

TEST_CASE("means of units beyond any field are 0 and 1 for all a sum can tell") {
  Aligned<float> sums(16), step(16), bias(16), out(16);
  for (std::size_t j = 0; j < 16; ++j) {
    step[j] = 1;
    bias[j] = j % 2 ? 1e6f : -1e6f;
  }
  std::vector<float> const one{1.0f};
  unit_means(0, sums.data(), {step.data(), bias.data(), nullptr}, one, out.data());
  for (std::size_t j = 0; j < 16; ++j) CHECK(std::abs(out[j] - static_cast<float>(j % 2)) < 1e-37f);
}
