#include "estimators/importance.hpp"
#include "estimators/ladder.hpp"
#include "exact/registry.hpp"
#include "lnz/drivers.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"
#include "whole_run.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace lnz;

namespace {

std::vector<std::string> const kForms{
    "rbm:8x5,visible=gaussian,sigma=0.7,scale=0.4,bias=0.5,seed=3",
    "rbm:6x4,hidden=gaussian,scale=0.5,bias=0.5,seed=3",
    "rbm:6x4,visible=spin,scale=0.4,bias=0.4,seed=3",
    "rbm:6x4,visible=spin,hidden=spin,scale=0.4,bias=0.4,seed=3",
    "rbm:5x4,visible=potts,q=6,scale=0.9,bias=0.5,seed=3"};

ModelHandle path_of(std::string const& form) {
  Record const model = generate_model(form);
  return kind_of(model).make(model, 1, {}, {});
}

Record annealed(std::string const& form, Communicator const& comm, bool stops) {
  AnnealingPlan const plan{.schedule = linear(40),
                           .chains = 1500,
                           .lanes = 100,
                           .kept_rungs = {39},
                           .keep_states = true,
                           .seed = 2};
  AnnealedImportanceSampling first(path_of(form), plan, comm), second(path_of(form), plan, comm);
  first.advance(stops ? 17 : 40);
  if (!stops) return test::saved_samples(first, comm);
  test::load(second, test::saved(first, comm), comm);
  second.advance(40);
  return test::saved_samples(second, comm);
}

}  // namespace

TEST_CASE("annealed importance sampling and replica exchange agree with exact ln Z for all units") {
  set_thread_count(1);  // the blocks are tiny
  for (std::string const& form : kForms) {
    double const exact = exact_log_z(generate_model(form), 1, "enumeration").log_z;
    ModelHandle const model = path_of(form);
    AnnealedImportanceSampling ais(
        model, {.schedule = linear(60), .chains = 2000, .kept_rungs = {}, .seed = 2},
        Communicator::world());
    ais.advance(ais.steps());
    Estimate const z = from_importance_weights(ais.log_weights(), model.log_z_reference, 2);
    INFO(form << ": " << z.log_z << " +- " << z.std_error << ", exact " << exact);
    CHECK(std::abs(z.log_z - exact) < 4 * z.std_error);
    CHECK(z.std_error < 0.05);
    ReplicaExchange rex(
        model, {.schedule = linear(7), .sweeps = 4000, .burn_in = 400, .lanes = 3, .seed = 5},
        Communicator::world());
    rex.advance(rex.steps());
    if (!Communicator::world().is_root()) continue;
    for (LadderMethod const& method : ladder_methods()) {
      if (method.name == "thermodynamic-integration") continue;  // seven rungs bias it
      Estimate const by_ladder = ladder_estimate(rex.samples(), method, model.log_z_reference);
      INFO(form << ": " << by_ladder.method << " " << by_ladder.log_z << " +- "
                << by_ladder.std_error << ", exact " << exact);
      CHECK(std::abs(by_ladder.log_z - exact) < 4 * by_ladder.std_error);
      CHECK(by_ladder.std_error < 0.1);
    }
  }
}

TEST_CASE("what users see of chains is the same on any ranks and after a stop") {
  set_thread_count(1);
  for (std::string const& form : kForms) {
    Record const alone = annealed(form, Communicator::self(), false);
    for (bool const stops : {false, true}) {
      Record const run = annealed(form, Communicator::world(), stops);
      if (Communicator::world().is_root()) CHECK(to_bytes(run) == to_bytes(alone));
    }
  }
}

TEST_CASE("real units that users see have the moments of the target") {
  // One visible unit beside one bit, b = 0.3, W = 1.2, c = -0.4, sigma = 0.6.
  double const b = 0.3, W = 1.2, c = -0.4, sigma = 0.6;
  Record model = generate_model("rbm:1x1,visible=gaussian");
  model.set("b", {b});
  model.set("c", {c});
  model.set("W", {1, 1}, {W});
  model.set("sigma", {sigma});
  ModelHandle const path = kind_of(model).make(model, 1, {}, {});
  double const odds = c + (W * b + W * W / 2) / (sigma * sigma), p = 1 / (1 + std::exp(-odds)),
               mean = b + p * W, variance = sigma * sigma + p * (1 - p) * W * W;
  constexpr std::size_t kSweeps = 20000;
  ReplicaExchange rex(
      path, {.schedule = linear(2), .sweeps = kSweeps, .burn_in = 100, .save_chains = 1, .seed = 6},
      Communicator::self());
  rex.advance(rex.steps());
  Record run;
  rex.save_samples(run);
  REQUIRE(std::holds_alternative<std::vector<double>>(run.arrays.at("chains/units").values));
  REQUIRE(run.shape("chains/units") == std::vector<std::size_t>{kSweeps, 1});
  double sum = 0, squares = 0;
  for (double const v : run.reals("chains/units")) {
    sum += v - mean;
    squares += (v - mean) * (v - mean);
  }
  // The single bit is drawn afresh in every sweep: draws are independent but for swaps.
  CHECK(std::abs(sum) < 4 * std::sqrt(2 * variance * kSweeps));
  CHECK(std::abs(squares / kSweeps - variance) < 4 * variance * std::sqrt(4.0 / kSweeps));
}
