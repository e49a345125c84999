#include "exact/registry.hpp"
#include "exact/small_systems.hpp"
#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace lnz {
namespace {

using Catch::Matchers::Contains;

std::string message_of(Record const& model, double beta, std::string const& method) {
  try {
    exact_log_z(model, beta, method);
  } catch (ConfigError const& error) {
    return error.what();
  }
  return "no error";
}

std::string method_for(LatticeParameters const& lattice) {
  return exact_log_z(to_record(lattice), 0.5, "auto").method;
}

TEST_CASE("auto takes the cheapest exact method") {
  CHECK(method_for(random_lattice({2, 2}, {true, true}, true, 1)) == "enumeration");
  CHECK(method_for(random_lattice({8, 8}, {true, true}, true, 1)) == "transfer-matrix");
  CHECK(method_for(random_lattice({64, 64}, {false, false}, false, 1)) == "kac-ward");
  LatticeParameters uniform = random_lattice({64, 64}, {true, true}, false, 1);
  std::fill(uniform.J.begin(), uniform.J.end(), 1.0);
  CHECK(method_for(uniform) == "kaufman");
}

TEST_CASE("methods that apply agree") {
  LatticeParameters uniform = random_lattice({4, 4}, {true, true}, false, 1);
  std::fill(uniform.J.begin(), uniform.J.end(), 1.0);
  for (auto const& lattice : {uniform, random_lattice({4, 5}, {false, false}, false, 2)}) {
    Record const record = to_record(lattice);
    double const expected = exact_log_z(record, 0.7, "enumeration").log_z;
    int applied = 0;
    for (auto const& method : exact_methods()) {
      std::string why_not;
      if (method.cost(record, why_not) < 0) continue;
      ++applied;
      CHECK(method.solve(record, 0.7).log_z == Approx(expected).epsilon(1e-13));
    }
    CHECK(applied == 3);
  }
}

TEST_CASE("without an exact method the one-line message says why of each") {
  std::string const message =
      message_of(to_record(random_lattice({64, 64}, {true, true}, true, 1)), 1, "auto");
  for (char const* part : {"test lattice", "enumeration takes up to 30 units, not 4096",
                           "transfer-matrix takes", "kaufman takes", "kac-ward takes"})
    CHECK_THAT(message, Contains(part));
  CHECK_THAT(message, !Contains("\n"));
}

TEST_CASE("a named method that is unknown or does not apply is refused") {
  Record const record = to_record(random_lattice({4, 4}, {true, true}, true, 1));
  CHECK_THAT(message_of(record, 1, "kaufmann"), Contains("did you mean kaufman?"));
  CHECK_THAT(message_of(record, 1, "kac-ward"), Contains("takes two open axes"));
}

TEST_CASE("a beta that is no inverse temperature is refused") {
  Record const record = to_record(random_lattice({2, 2}, {true, true}, true, 1));
  for (double const beta : {std::nan(""), HUGE_VAL, 1e308})
    CHECK_THAT(message_of(record, beta, "auto"), Contains("beta = "));
}

TEST_CASE("at negative beta a torus of odd sides goes to the next method") {
  LatticeParameters lattice = random_lattice({7, 6}, {true, true}, false, 1);
  std::fill(lattice.J.begin(), lattice.J.end(), 1.0);
  ExactAnswer const answer = exact_log_z(to_record(lattice), -0.6, "auto");
  std::fill(lattice.J.begin(), lattice.J.end(), -1.0);
  CHECK(answer.method == "transfer-matrix");
  CHECK(answer.log_z == exact_log_z(to_record(lattice), 0.6, "transfer-matrix").log_z);
}

TEST_CASE("units that go with no others and an unknown kind are refused by name") {
  Record machine = to_record(random_rbm(3, 2, 1, 1));
  machine.attributes["@visible"] = std::string("gaussian");
  machine.attributes["@hidden"] = std::string("spin");
  CHECK_THAT(message_of(machine, 1, "auto"), Contains("takes no rbm of these units"));
  machine.attributes["@kind"] = std::string("unheard-of");
  CHECK_THAT(message_of(machine, 1, "auto"), Contains("no exact method applies"));
}

}  // namespace
}  // namespace lnz
