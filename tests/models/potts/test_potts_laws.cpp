#include "models/potts/potts_machine.hpp"
#include "models/registry.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

void check(std::string const& form, double beta, std::vector<double> const& rates = {}) {
  Record const model = generate_model(form);
  PottsMachine const machine = at_temperature(potts_machine(model), beta);
  check_laws({.name = form,
              .model = kind_of(model).make(model, beta, {rates}, {}),
              .low = 0,
              .log_target =
                  [&](std::span<std::int8_t const> units) {
                    std::vector<float> x;
                    for (std::size_t k = 0; k < units.size(); ++k)
                      if (units[k]) x.push_back(static_cast<float>(k % machine.q));
                    return machine.log_unnormalised(x);
                  },
              .reference_mean = rates.empty()
                                    ? std::vector<double>(machine.b.size(), 1.0 / double(machine.q))
                                    : rates,
              .tolerance = 1e-7,
              .q = machine.q});
}

}  // namespace

TEST_CASE("an RBM with Potts units obeys the laws") {
  check("rbm:3x4,visible=potts,q=4,scale=0.9,bias=0.7,seed=2", 0.9);
}

TEST_CASE("an RBM with Potts units obeys the laws from fitted rates") {
  check("rbm:3x4,visible=potts,q=3,scale=0.9,bias=0.7,seed=4", 1,
        {0.5, 0.25, 0.25, 0.1, 0.2, 0.7, 0.3, 0.3, 0.4});
}
