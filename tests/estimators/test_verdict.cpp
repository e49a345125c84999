#include "estimators/gaussian_edge.hpp"
#include "estimators/importance.hpp"
#include "estimators/ladder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace lnz;

namespace {

/// Whether the only reason against an answer begins or goes on like this.
bool only_reason(Answer const& answer, Verdict verdict, std::string const& part) {
  for (std::string const& reason : answer.reasons) UNSCOPED_INFO(reason);
  return answer.verdict == verdict && answer.reasons.size() == 1 &&
         answer.reasons[0].find(part) != std::string::npos;
}

bool has_reason(Answer const& answer, Verdict verdict, std::string const& part) {
  for (std::string const& reason : answer.reasons)
    if (reason.find(part) != std::string::npos) return answer.verdict >= verdict;
  return false;
}

std::vector<double> spread_weights(double sd, std::size_t n) {
  Stream random(1, Purpose::data, 0, 0);
  std::vector<double> out(n);
  for (double& x : out) x = sd * random.normal();
  return out;
}

Answer annealed(std::vector<double> log_weight) {
  return annealing_answer({.log_weight = std::move(log_weight), .kept_log_weight = {}}, 0, 1);
}

/// Two rungs that swap every `trip` sweeps, with independent ratios of this edge.
LadderSamples ladder(GaussianEdge const& edge, std::size_t sweeps, std::size_t trip) {
  Stream random(2, Purpose::data, 0, 0);
  LadderSamples samples{.rungs = 2,
                        .up = edge.up(sweeps, random),
                        .down = edge.down(sweeps, random),
                        .replica_at = {}};
  for (std::size_t t = 0; t < sweeps; ++t) {
    int const at_reference = static_cast<int>(t / trip % 2);
    samples.replica_at.insert(samples.replica_at.end(), {at_reference, 1 - at_reference});
  }
  return samples;
}

GaussianEdge const kEasy{.mean = 1, .sd = 0.3};

}  // namespace

TEST_CASE("verdicts have names and only get worse") {
  CHECK(name(Verdict::ok) == "ok");
  CHECK(name(Verdict::suspect) == "suspect");
  CHECK(name(Verdict::failed) == "failed");
  Answer answer;
  answer.doubt(Verdict::failed, "one");
  answer.doubt(Verdict::suspect, "two");
  CHECK(answer.verdict == Verdict::failed);
  CHECK(answer.reasons == std::vector<std::string>{"one", "two"});
}

TEST_CASE("an annealed run with narrow weights is ok") {
  Answer const answer = annealed(spread_weights(0.5, 1000));
  CHECK(answer.verdict == Verdict::ok);
  CHECK(answer.reasons.empty());
  REQUIRE(answer.estimates.size() == 1);
}

TEST_CASE("an annealed run answers with ln Z at its kept rungs") {
  Answer const answer = annealing_answer(
      {.log_weight = {0, std::log(7.0)}, .kept_log_weight = {1, 1, 0, std::log(7.0)}}, 10, 1);
  Estimate const& z = answer.estimates.front();
  REQUIRE(z.log_z_at.size() == 2);
  CHECK(z.log_z_at[0] == Approx(11));
  CHECK(z.log_z_at[1] == Approx(10 + std::log(4.0)));
  CHECK(z.std_error_at[0] < 1e-7);
  // Var(w) = 18, mean 4; two weights are heavy, and as normal log weights have another ln Z.
  double const missed = std::log(7.0) / 2 + std::pow(std::log(7.0), 2) / 4 - std::log(4.0);
  CHECK(z.std_error_at[1] == Approx(std::hypot(0.75, missed)));
  CHECK(z.std_error_at[1] == z.std_error);
}

TEST_CASE("an annealed run fails or is suspect for each of its reasons") {
  std::vector<double> infinite = spread_weights(0.1, 100);
  infinite[3] = std::numeric_limits<double>::infinity();
  CHECK(has_reason(annealed(infinite), Verdict::failed, "the mean weight is not finite"));

  std::vector<double> lonely(20, 0.0);
  lonely[7] = 30;
  CHECK(only_reason(annealed(lonely), Verdict::failed, "one chain carries all the weight"));

  std::vector<double> few(20, 0.0);
  for (std::size_t i = 0; i < 5; ++i) few[i] = 30;
  CHECK(only_reason(annealed(few), Verdict::suspect, "fewer than 10 effective chains"));

  std::vector<double> heavy;  // Pareto weights with k = 0.9
  Stream random(3, Purpose::data, 0, 0);
  for (int i = 0; i < 10000; ++i) heavy.push_back(-0.9 * std::log(random.uniform()));
  CHECK(only_reason(annealed(heavy), Verdict::suspect, "heavy tail of the weights (Pareto k = "));
}

TEST_CASE("a ladder that climbs easily is ok and answers by every method") {
  Answer const answer = ladder_answer(ladder(kEasy, 2000, 10), 5);
  for (std::string const& reason : answer.reasons) UNSCOPED_INFO(reason);
  CHECK(answer.verdict == Verdict::ok);
  REQUIRE(answer.estimates.size() == ladder_methods().size());
  CHECK(answer.estimates.front().method == "bennett");
  for (Estimate const& z : answer.estimates)
    CHECK(std::abs(z.log_z - (5 + kEasy.delta())) < 4 * z.std_error);
}

TEST_CASE("a ladder fails without a round trip and is suspect with few") {
  CHECK(only_reason(ladder_answer(ladder(kEasy, 2000, 2000), 0), Verdict::failed,
                    "no replica went from the reference to the target and back"));
  // Swaps after 200, 400, ... 1800 sweeps: replicas are back at the reference 8 times.
  CHECK(only_reason(ladder_answer(ladder(kEasy, 2000, 200), 0), Verdict::suspect,
                    "only 8 round trips"));
  CHECK(ladder_answer(ladder(kEasy, 2200, 200), 0).reasons.size() == 1);  // 9
  CHECK(ladder_answer(ladder(kEasy, 2400, 200), 0).reasons.empty());      // 10
}

TEST_CASE("a ladder is suspect for an edge that hardly swaps") {
  // Gaussian increments are accepted with probability erfc(sd / 2): 4.5% at sd = 2.83.
  CHECK(has_reason(ladder_answer(ladder({.mean = 0, .sd = 2.95}, 4000, 10), 0), Verdict::suspect,
                   "edge 0 accepts only 3."));
  CHECK_FALSE(has_reason(ladder_answer(ladder({.mean = 0, .sd = 2.6}, 4000, 10), 0),
                         Verdict::suspect, "accepts only"));
}

TEST_CASE("a ladder is suspect with few effective sweeps") {
  LadderSamples samples = ladder(kEasy, 2000, 20);
  for (std::size_t t = 0; t < 2000; ++t) {  // 40 draws of 50 sweeps each
    samples.up[t] = samples.up[t / 50 * 50];
    samples.down[t] = samples.down[t / 50 * 50];
  }
  CHECK(has_reason(ladder_answer(samples, 0), Verdict::suspect, " effective sweeps"));
}

TEST_CASE("a ladder fails if a method is not finite") {
  LadderSamples samples = ladder(kEasy, 2000, 10);
  samples.up[17] = std::numeric_limits<double>::infinity();
  CHECK(has_reason(ladder_answer(samples, 0), Verdict::failed, "is not finite"));
}

TEST_CASE("a ladder is suspect if its methods disagree") {
  // Ratios that break Crooks' symmetry: down says 1, up says 2.
  LadderSamples samples = ladder(kEasy, 2000, 10);
  for (double& u : samples.up) u += 1;
  CHECK(has_reason(ladder_answer(samples, 0), Verdict::suspect,
                   "more than 4 standard errors; raise --sweeps or --rungs"));
}
