#include "lnz/stream.hpp"
#include "models/rbm/log_z_bound.hpp"
#include "parallel/threads.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace lnz;

namespace {

RbmParameters random_machine(std::size_t visible, std::size_t hidden, double scale) {
  Stream random(5, Purpose::couplings, 0, 0);
  auto const draw = [&](std::size_t n, double width) {
    std::vector<double> values(n);
    for (double& v : values) v = width * random.normal();
    return values;
  };
  return {visible, hidden, draw(visible * hidden, scale), draw(visible, scale),
          draw(hidden, scale)};
}

double log_weight(RbmParameters const& machine, std::size_t h) {
  double sum = 0;
  for (std::size_t j = 0; j < machine.hidden; ++j)
    if (h >> j & 1) sum += machine.c[j];
  for (std::size_t i = 0; i < machine.visible; ++i) {
    double field = machine.b[i];
    for (std::size_t j = 0; j < machine.hidden; ++j)
      if (h >> j & 1) field += machine.W[i * machine.hidden + j];
    sum += std::log1p(std::exp(field));
  }
  return sum;
}

}  // namespace

TEST_CASE("the bound of ln Z is the weight of the heaviest hidden state of a small machine") {
  for (double const scale : {0.3, 1.0, 3.0}) {
    RbmParameters const machine = random_machine(37, 10, scale);
    double heaviest = -INFINITY;
    for (std::size_t h = 0; h < 1024; ++h) heaviest = std::max(heaviest, log_weight(machine, h));
    CHECK(log_z_bound(machine, 1) == Approx(heaviest).epsilon(1e-12));
  }
}

TEST_CASE("the bound of ln Z finds a state behind a barrier of 30 nats") {
  // Hidden units cost 8 each; all 16 together raise 64 visible units from -10 to 10.8.
  RbmParameters const machine{64, 16, std::vector<double>(1024, 1.3), std::vector<double>(64, -10),
                              std::vector<double>(16, -8)};
  CHECK(log_z_bound(machine, 1) == Approx(log_weight(machine, 0xffff)).epsilon(1e-12));
}

TEST_CASE("the bound of ln Z does not depend on threads") {
  RbmParameters const machine = random_machine(300, 64, 0.4);
  int const threads = thread_count();
  set_thread_count(1);
  double const one = log_z_bound(machine, 3);
  set_thread_count(3);
  CHECK(log_z_bound(machine, 3) == one);
  set_thread_count(threads);
}
