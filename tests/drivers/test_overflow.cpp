#include "drivers/field_bits.hpp"
#include "lnz/drivers.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>

using namespace lnz;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

/// The message of the ConfigError that `work` ends in; empty if it ends well.
std::string complaint(std::function<void()> const& work) {
  try {
    work();
  } catch (ConfigError const& e) {
    return e.what();
  }
  return {};
}

std::string annealing_complaint(ModelHandle const& model, Communicator const& comm) {
  AnnealedImportanceSampling ais(
      model, {.schedule = linear(5), .chains = 60, .lanes = 4, .kept_rungs = {}, .seed = 6}, comm);
  return complaint([&] { ais.advance(ais.steps()); });
}

std::string exchange_complaint(ModelHandle const& model, Communicator const& comm,
                               std::int64_t burn_in) {
  ReplicaExchange rex(model,
                      {.schedule = linear(5),
                       .sweeps = 20,
                       .burn_in = burn_in,
                       .tune = false,
                       .lanes = 1,
                       .seed = 1},
                      comm);
  return complaint([&] { rex.advance(rex.steps()); });
}

}  // namespace

TEST_CASE("weights that overflow end every rank with a message naming the rung") {
  ModelHandle const model = erase(FieldBits{.count = 3, .field = 1, .nan_from = 0});
  CHECK_THAT(
      annealing_complaint(model, Communicator::world()),
      Equals("a log weight of chains 0 to 3 is NaN at rung 0 (the model's numbers overflow); "
             "scale its weights down"));
  std::string const message = exchange_complaint(model, Communicator::world(), 10);
  CHECK_THAT(message, Contains("is NaN at rung ") && Contains(", sweep 5 (the model's numbers"));
  CHECK(message == exchange_complaint(model, Communicator::self(), 10));
}

TEST_CASE("replica exchange names the rung at which a NaN begins") {
  ModelHandle const model = erase(FieldBits{.count = 3, .field = 1, .nan_from = 0.5});
  CHECK_THAT(exchange_complaint(model, Communicator::world(), 0),
             Equals("a log ratio of replica 2 is NaN at rung 2, sweep 0 (the model's numbers "
                    "overflow); scale its weights down"));
  CHECK_THAT(exchange_complaint(model, Communicator::world(), 10), Contains("rung 2, sweep 5 "));
}

TEST_CASE("a NaN on one rank is reported on all") {
  // In the rare state of all ones, met by chains on the last of two or three ranks only.
  ModelHandle const model =
      erase(FieldBits{.count = 9, .field = 1, .nan_from = 0.5, .nan_ones = 9});
  std::string const alone = annealing_complaint(model, Communicator::self());
  REQUIRE_THAT(alone, Contains("chains 40 to 43 is NaN at rung 3"));
  CHECK(annealing_complaint(model, Communicator::world()) == alone);
  std::string const exchange_alone = exchange_complaint(model, Communicator::self(), 0);
  REQUIRE_FALSE(exchange_alone.empty());
  CHECK(exchange_complaint(model, Communicator::world(), 0) == exchange_alone);
}
