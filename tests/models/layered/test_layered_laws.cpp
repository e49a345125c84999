#include "models/layered/layered_parameters.hpp"
#include "models/layered/listed.hpp"
#include "models/registry.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lnz;

namespace {

/// A dbm of layers 3, 2, 2, 1: its chains have h0 and h2.
void check(std::vector<double> const& reference, std::vector<double> const& mean,
           std::string const& precision) {
  constexpr double kBeta = 0.9;
  Record const model = generate_model("dbm:3x2x2x1,scale=1.2,bias=0.8,seed=3");
  LayeredParameters const machine = layered_parameters(model, "dbm");
  check_laws({.name = "dbm",
              .model = kind_of(model).make(model, kBeta, {reference}, {"auto", precision}),
              .low = 0,
              .log_target =
                  [&](std::span<std::int8_t const> x) {
                    double const free = std::numeric_limits<double>::quiet_NaN();
                    std::vector<double> const held{double(x[0]), double(x[1]), double(x[2]), free,
                                                   free,         double(x[3]), double(x[4]), free};
                    return log_sum_listed(machine, kBeta, held);
                  },
              .reference_mean = mean,
              .tolerance = 1e-8});
}

}  // namespace

TEST_CASE("a deep Boltzmann machine obeys the laws from the base rates of its visible layer") {
  check({0.7, 0.2, 0.4}, {0.7, 0.2, 0.4, 0.5, 0.5}, "int16");
}

TEST_CASE("a deep Boltzmann machine obeys the laws from a reference of all its chains' units") {
  check({0.7, 0.2, 0.5, 0.9, 0.35}, {0.7, 0.2, 0.5, 0.9, 0.35}, "float32");
}
