#include "likelihood/classification.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace lnz {

TEST_CASE("the class of an example is that of the largest ln p + ln prior, next the second") {
  std::vector<ClassValues> const classes{
      {.log_p = {-1, -5, -9}, .std_error = {3, 0, 0}, .log_z_error = 4, .log_prior = 0},
      {.log_p = {-2, -1, -3}, .std_error = {0, 0, 0}, .log_z_error = 0, .log_prior = -0.5},
      {.log_p = {-9, -2, -1}, .std_error = {0, 0, 12}, .log_z_error = 5, .log_prior = -1}};
  Classification const found = classify(classes);
  CHECK(found.chosen == std::vector<std::size_t>{0, 1, 2});
  CHECK(found.lead == std::vector<double>{1.5, 1.5, 1.5});
  CHECK(found.lead_std_error == std::vector<double>{5, 5, 13});
}

TEST_CASE("of classes that are equally likely the first is chosen, with no lead") {
  std::vector<ClassValues> const classes(
      3, {.log_p = {-1}, .std_error = {0}, .log_z_error = 0, .log_prior = 0});
  Classification const found = classify(classes);
  CHECK(found.chosen[0] == 0);
  CHECK(found.lead[0] == 0);
}

TEST_CASE("ranks count from the lowest, equal values in their order") {
  CHECK(ranks_of({-2, -7, -2, 1}) == std::vector<std::int64_t>{1, 0, 2, 3});
}

TEST_CASE("the interval of a proportion solves |p - q| = z sqrt(q(1 - q)/n) at both ends") {
  for (std::size_t const count : {3, 17, 40}) {
    Proportion const found = proportion(count, 40);
    CHECK(found.value == static_cast<double>(count) / 40);
    CHECK(std::abs(found.std_error - std::sqrt(found.value * (1 - found.value) / 40)) < 1e-15);
    for (double const q : found.ci95)
      if (q < 1)
        CHECK(std::abs(std::abs(found.value - q) -
                       1.959963984540054 * std::sqrt(q * (1 - q) / 40)) < 1e-12);
    CHECK(found.ci95[0] < found.value);
    CHECK(found.ci95[1] >= found.value);
  }
}

}  // namespace lnz
