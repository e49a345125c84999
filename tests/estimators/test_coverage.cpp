#include "core/short_form.hpp"
#include "estimators/importance.hpp"
#include "estimators/ladder.hpp"
#include "lnz/drivers.hpp"
#include "lnz/log_sum.hpp"
#include "models/rbm/rbm.hpp"
#include "parallel/for_each.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>

using namespace lnz;

namespace {

constexpr int kRuns = 1000;

/// A correlated machine: tempering needs several sweeps to forget.
RbmParameters machine() {
  return rbm_parameters(
      generate_rbm(parse_short_form("rbm:7x5,weights=normal,scale=1.2,bias=0.5,seed=4")));
}

double exact_log_z(RbmParameters const& m) {
  std::vector<double> log_p;
  for (unsigned bits = 0; bits < 1u << m.visible; ++bits) {
    std::vector<double> v;
    for (std::size_t i = 0; i < m.visible; ++i) v.push_back(bits >> i & 1);
    log_p.push_back(log_unnormalised(m, v));
  }
  return log_sum_exp(log_p);
}

/// Mean within 0.15 of 0 and variance within [0.85, 1.2]; their own errors over 1,000 runs are
/// 0.03 and 0.045.
void check_coverage(std::map<std::string, std::vector<double>> const& scores) {
  for (auto const& [method, z] : scores) {
    double mean = 0, variance = 0;
    for (double x : z) mean += x / static_cast<double>(z.size());
    for (double x : z) variance += (x - mean) * (x - mean) / static_cast<double>(z.size() - 1);
    INFO(method << ": mean " << mean << ", variance " << variance << " over " << z.size()
                << " runs");
    std::printf("%-28s mean %+.3f variance %.3f\n", method.c_str(), mean, variance);
    CHECK(std::abs(mean) < 0.15);
    CHECK(variance > 0.85);
    CHECK(variance < 1.2);
  }
}

}  // namespace

TEST_CASE("reported errors of annealed importance sampling cover the exact ln Z") {
  double const exact = exact_log_z(machine());
  ModelHandle const model = erase(Rbm<std::int16_t>(machine(), rounded(machine()), Reference{}));
  std::map<std::string, std::vector<double>> scores;
  auto& z = scores["ais"] = std::vector<double>(kRuns);
  for_each_index(kRuns, [&](std::size_t run) {
    AnnealedImportanceSampling ais(
        model,
        {.schedule = linear(40), .chains = 200, .lanes = 50, .kept_rungs = {}, .seed = 100 + run},
        Communicator::self());
    ais.advance(ais.steps());
    Estimate const e = from_importance_weights(ais.log_weights(), model.log_z_reference, run);
    z[run] = (e.log_z - exact) / e.std_error;
  });
  check_coverage(scores);
}

TEST_CASE("reported errors of replica exchange cover the exact ln Z, correlated samples included") {
  double const exact = exact_log_z(machine());
  ModelHandle const model = erase(Rbm<std::int16_t>(machine(), rounded(machine()), Reference{}));
  std::map<std::string, std::vector<double>> scores;
  for (LadderMethod const& method : ladder_methods())
    scores[method.name] = std::vector<double>(kRuns);
  for_each_index(kRuns, [&](std::size_t run) {
    ReplicaExchange rex(model,
                        {.schedule = linear(6),
                         .sweeps = 2000,
                         .burn_in = 200,
                         .tune = false,
                         .lanes = 6,
                         .seed = 5000 + run},
                        Communicator::self());
    rex.advance(rex.steps());
    for (LadderMethod const& method : ladder_methods()) {
      Estimate const e = ladder_estimate(rex.samples(), method, model.log_z_reference);
      scores.at(method.name)[run] = (e.log_z - exact) / e.std_error;
    }
  });
  check_coverage(scores);
}
