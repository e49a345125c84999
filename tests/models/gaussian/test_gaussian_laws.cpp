#include "models/gaussian/gaussian_machine.hpp"
#include "models/registry.hpp"
#include "support/laws.hpp"

#include <catch2/catch.hpp>

using namespace lnz;

namespace {

void check(std::string const& form, double beta, std::vector<double> const& mean = {}) {
  Record const model = generate_model(form);
  GaussianMachine const machine = gaussian_machine(model, beta);
  check_laws({.name = form,
              .model = kind_of(model).make(model, beta, {mean}, {}),
              .low = 0,
              .log_target =
                  [&](std::span<std::int8_t const> x) {
                    return log_integral_over_reals(machine,
                                                   std::vector<double>(x.begin(), x.end()));
                  },
              .reference_mean = mean.empty() ? std::vector<double>(machine.bits, 0.5) : mean});
}

}  // namespace

TEST_CASE("the bits of an RBM with Gaussian visible units obey the laws") {
  check("rbm:7x5,visible=gaussian,sigma=0.8,scale=0.5,bias=0.7,seed=3", 0.9);
}

TEST_CASE("the bits of an RBM with Gaussian visible units obey the laws from a fitted reference") {
  check("rbm:7x5,visible=gaussian,sigma=0.8,scale=0.5,bias=0.7,seed=3", 1,
        {0.7, 0.2, 0.5, 0.9, 0.35});
}

TEST_CASE("the bits of an RBM with Gaussian hidden units obey the laws") {
  check("rbm:5x3,hidden=gaussian,scale=0.5,bias=0.7,seed=8", 1.2, {0.7, 0.2, 0.5, 0.9, 0.35});
}
