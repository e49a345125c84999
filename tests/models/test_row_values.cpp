#include "models/rbm/rbm_parameters.hpp"
#include "models/registry.hpp"
#include "models/spins/spin_parameters.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

using namespace lnz;
using Catch::Contains;

namespace {

DataSet rows(std::size_t columns, std::vector<float> values) {
  return {.source = "d.npy",
          .rows = values.size() / columns,
          .columns = columns,
          .values = std::move(values)};
}

std::vector<double> log_unnormalised(Record const& model, double beta, DataSet const& data) {
  return kind_of(model).log_unnormalised(model, beta, data);
}

}  // namespace

TEST_CASE("ln p* of spins is -beta E, with 0 and -1 the same spin") {
  Record const model = to_record(
      SpinParameters{.sites = 3, .edges = {{0, 1}, {1, 2}}, .J = {1, 0.5}, .h = {0.25, 0, 2}});
  std::vector<double> const values =
      log_unnormalised(model, 2, rows(3, {1, 1, 0, 1, 1, -1, 0, 0, 0}));
  CHECK(values == std::vector<double>{2 * (1 - 0.5 + 0.25 - 2), 2 * (1 - 0.5 + 0.25 - 2),
                                      2 * (1 + 0.5 - 0.25 - 2)});
}

TEST_CASE("ln p* of a data set is that of its rows") {
  Record const model = generate_model("rbm:4x3,scale=1,bias=1,seed=2");
  RbmParameters const machine = at_temperature(rbm_parameters(model), 0.5);
  std::vector<double> const values =
      log_unnormalised(model, 0.5, rows(4, {0, 1, 1, 0, 1, 1, 1, 1}));
  CHECK(values == std::vector<double>{log_unnormalised(machine, std::vector<double>{0, 1, 1, 0}),
                                      log_unnormalised(machine, std::vector<double>{1, 1, 1, 1})});
}

TEST_CASE("data that does not fit the model is refused") {
  Record const rbm = generate_model("rbm:4x3"), ising = generate_model("ising:2x2");
  auto const refusal = [](Record const& model, DataSet const& data) {
    return refused([&] { log_unnormalised(model, 1, data); });
  };
  CHECK_THAT(refusal(rbm, rows(3, {0, 1, 0})), Contains("d.npy") && Contains("3 values"));
  CHECK_THAT(refusal(rbm, rows(4, {0, 1, 0, 1, 0, 0.5, 0, 0})), Contains("row 1 holds 0.5"));
  CHECK_THAT(refusal(rbm, rows(4, {0, 1, 0, -1})), Contains("holds -1"));
  CHECK_THAT(refusal(ising, rows(4, {0, 1, 0, 2})), Contains("holds 2"));
}
