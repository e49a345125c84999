#include "estimators/combine.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

Answer run_of(double log_z, double std_error) {
  Answer run;
  Estimate estimate;
  estimate.method = "bennett";
  estimate.log_z = log_z;
  estimate.std_error = std_error;
  run.estimates.push_back(estimate);
  return run;
}

}  // namespace

TEST_CASE("an earlier segment counts unless its verdict is worse than that of the last") {
  Answer last = run_of(10.0, 0.1), earlier = run_of(10.5, 0.2), failed = run_of(12.0, 0.01);
  last.estimates.push_back(last.estimates.front());
  last.estimates.back().method = "other";
  failed.verdict = Verdict::failed;
  Answer const all = with_earlier(last, {failed, earlier});
  CHECK(std::abs(all.estimates.front().log_z - 10.1) < 1e-14);
  CHECK(all.verdict == Verdict::ok);
  std::vector<std::string> methods;
  for (Estimate const& e : all.estimates) methods.push_back(e.method);
  CHECK(methods == std::vector<std::string>{"combined", "bennett", "other", "bennett segment 1"});
  CHECK(with_earlier(last, {failed}).estimates.front().log_z == 10.0);
}

TEST_CASE("independent runs combine with weights of inverse squared errors") {
  Answer const both = combined({run_of(10.0, 0.1), run_of(10.5, 0.2)}, {"a", "b"});
  // Weights 100 and 25: mean (1000 + 262.5) / 125, error 1 / sqrt(125).
  CHECK(std::abs(both.estimates.front().log_z - 10.1) < 1e-14);
  CHECK(std::abs(both.estimates.front().std_error - 1 / std::sqrt(125.0)) < 1e-15);
  CHECK(both.estimates.size() == 3);
  CHECK(both.estimates[2].method == "bennett b");
  CHECK(both.verdict == Verdict::ok);
}

TEST_CASE("runs that differ by more than 4 standard errors make the combination suspect") {
  CHECK(combined({run_of(10.0, 0.1), run_of(10.39, 0.001)}, {"a", "b"}).verdict == Verdict::ok);
  CHECK(combined({run_of(10.0, 0.1), run_of(10.41, 0.001)}, {"a", "b"}).verdict ==
        Verdict::suspect);
}

TEST_CASE("a combination that is no number is no success") {
  CHECK(combined({run_of(10.0, 0.0), run_of(10.0, 0.0)}, {"a", "b"}).verdict == Verdict::failed);
  CHECK(combined({run_of(std::nan(""), 0.1), run_of(10.0, 0.1)}, {"a", "b"}).verdict ==
        Verdict::failed);
}

TEST_CASE("a failed run makes the combination fail and is named") {
  Answer bad = run_of(10.0, 0.1);
  bad.doubt(Verdict::failed, "no round trip");
  Answer const both = combined({run_of(10.0, 0.1), bad}, {"a", "b"});
  CHECK(both.verdict == Verdict::failed);
  CHECK(both.reasons == std::vector<std::string>{"b: no round trip"});
}
