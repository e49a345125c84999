#include "exact/kaufman.hpp"
#include "exact/small_systems.hpp"
#include "exact/transfer_matrix.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <numbers>

namespace lnz {
namespace {

double const kCritical = std::log1p(std::numbers::sqrt2) / 2;

LatticeParameters uniform_torus(std::size_t n, std::size_t m, double J) {
  LatticeParameters lattice{
      {n, m}, {true, true}, std::vector<double>(2 * n * m, J), std::vector<double>(n * m)};
  return lattice;
}

TEST_CASE("Kaufman's torus has the known ln Z") {
  // 30-digit evaluation of Kaufman's formula.
  struct Known {
    std::size_t side;
    double at_0_2, at_critical, at_0_6;
  };
  for (auto const& [side, at_0_2, at_critical, at_0_6] :
       {Known{4, 11.771470358542, 15.521915458755, 20.056532884347},
        Known{16, 188.039887955983, 238.642256635133, 310.487038589865},
        Known{64, 3008.638207083831, 3808.672283419809, 4957.395409609898},
        Known{256, 48138.211313341304, 60929.157538903391, 79307.929346049990},
        Known{1024, 770211.381013460859, 974856.921923476987, 1268916.472329091446}}) {
    CHECK(log_z_torus(side, side, 0.2) == Approx(at_0_2).epsilon(1e-13));
    CHECK(log_z_torus(side, side, kCritical) == Approx(at_critical).epsilon(1e-13));
    CHECK(log_z_torus(side, side, 0.6) == Approx(at_0_6).epsilon(1e-13));
  }
}

TEST_CASE("Kaufman's torus reproduces every entry of the reference table") {
  std::ifstream file(LNZ_SHARED "/reference/kaufman_torus.json");
  if (!file) {
    WARN("skipped: no reference/kaufman_torus.json");
    return;
  }
  auto const table = nlohmann::json::parse(file);
  double worst = 0;
  for (auto const& entry : table["torus"]) {
    double const exact = std::stod(entry["lnZ"].get<std::string>());
    double const log_z =
        log_z_torus(entry["n"], entry["m"], std::stod(entry["beta"].get<std::string>()));
    worst = std::max(worst, std::abs(log_z / exact - 1));
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("Kaufman's torus agrees with the transfer matrix") {
  auto const [n, m] =
      GENERATE(table<std::size_t, std::size_t>({{2, 2}, {2, 3}, {3, 2}, {3, 5}, {4, 6}, {7, 4}}));
  double const K = GENERATE(0., 1e-9, 0.1, 0.44, 0.4406867935097715, 0.7, 3.);
  INFO(n << " x " << m << " at K = " << K);
  CHECK(log_z_torus(n, m, K) == Approx(log_z_along(cut(uniform_torus(n, m, K), 0))).epsilon(1e-14));
}

TEST_CASE("Kaufman's torus has its limits at infinite and zero temperature") {
  CHECK(log_z_torus(9, 12, 0) == Approx(108 * std::numbers::ln2).epsilon(1e-15));
  CHECK(log_z_torus(9, 12, 1e-200) == Approx(108 * std::numbers::ln2).epsilon(1e-14));
  CHECK(log_z_torus(9, 12, 500) == Approx(2 * 108 * 500 + std::numbers::ln2).epsilon(1e-15));
}

TEST_CASE(
    "an even antiferromagnetic torus has the ln Z of the ferromagnet, an odd one is refused") {
  std::string why_not;
  Record const even = to_record(uniform_torus(4, 6, -1));
  CHECK(kaufman_cost(even, why_not) > 0);
  CHECK(kaufman(even, 0.8).log_z == Approx(transfer_matrix(even, 0.8).log_z).epsilon(1e-14));
  CHECK(kaufman_cost(to_record(uniform_torus(4, 5, -1)), why_not) < 0);
  CHECK(why_not == "takes J < 0 on even sides only");
}

}  // namespace
}  // namespace lnz
