#include "models/rbm/rbm_ladder.hpp"

#include "models/registry.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace lnz;

namespace {

constexpr std::size_t kVisible = 5;

/// All visible states.
DataSet states() {
  DataSet all{"states", std::size_t{1} << kVisible, kVisible, {}};
  for (std::size_t s = 0; s < all.rows; ++s)
    for (std::size_t i = 0; i < kVisible; ++i) all.values.push_back(s >> i & 1 ? 1.0f : 0.0f);
  return all;
}

}  // namespace

TEST_CASE("a path through machines is at each of them, at beta, when its turn has come") {
  Record const target = generate_model("rbm:5x3,scale=1.1,bias=0.6,seed=2");
  std::vector<Record> const machines{generate_model("rbm:5x3,scale=0.4,bias=0.3,seed=5"),
                                     generate_model("rbm:5x3,scale=0.8,bias=0.5,seed=6")};
  DataSet const all = states();
  std::vector<RbmLadder::Unit> const units(all.values.begin(), all.values.end());
  for (double const beta : {1.0, 0.4}) {
    RbmLadder const ladder(at_temperature(rbm_parameters(target), beta),
                           {std::vector(kVisible, 0.3), machines}, beta);
    auto const lanes = static_cast<int>(all.rows);
    RbmLadder::State const x = ladder.restore(units, lanes);
    auto const expected = [&](Record const& machine) {
      return kind_of(machine).log_unnormalised(machine, beta, all);
    };
    std::vector<std::vector<double>> const values{expected(machines[0]), expected(machines[1]),
                                                  expected(target)};
    for (std::size_t k = 0; k < 2; ++k) {
      std::vector<double> const from(all.rows, static_cast<double>(k + 1) / 3),
          to(all.rows, static_cast<double>(k + 2) / 3);
      std::vector<double> found(all.rows);
      ladder.log_ratio(x, from, to, found);
      for (std::size_t s = 0; s < all.rows; ++s)
        CHECK(std::abs(found[s] - (values[k + 1][s] - values[k][s])) < 1e-12);
    }
  }
}
