#include "exact/registry.hpp"
#include "io/h5_file.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <set>

namespace lnz {
namespace {

/// Every kind an exact method knows, every beta, every method that takes less than 10 s.
void check_models(std::string const& folder) {
  std::ifstream file(folder + "/exact.json");
  if (!file) {
    WARN("skipped: no " << folder << "/exact.json");
    return;
  }
  auto const table = nlohmann::json::parse(file);
  int checked = 0;
  for (auto const& [name, entry] : table.items()) {
    Record const model = read_h5(folder + "/" + entry["file"].get<std::string>());
    bool const known =
        std::set<std::string>{"rbm", "dbm", "boltzmann", "hopfield", "ising", "spins"}.contains(
            model.text("@kind"));
    if (!known) continue;
    for (auto const& [beta, log_z] : entry["ln_z"].items()) {
      double const exact = log_z.get<double>();
      for (auto const& method : exact_methods()) {
        std::string why_not;
        double const cost = method.cost(model, why_not);
        if (cost < 0 || cost > 10) continue;
        ExactLogZ const answer = method.solve(model, std::stod(beta));
        INFO(name << " at beta " << beta << " by " << method.name);
        CHECK(std::abs(answer.log_z - exact) < 1e-12 * exact);
        CHECK(answer.error_bound < 1e-9 * exact);
        ++checked;
      }
    }
  }
  CHECK(checked > 0);
}

TEST_CASE("exact methods reproduce the kept models") { check_models(LNZ_TEST_DATA); }

TEST_CASE("exact methods reproduce the reference models") { check_models(LNZ_SHARED "/reference"); }

}  // namespace
}  // namespace lnz
