#include "training/gibbs.hpp"

#include "lnz/log_sum.hpp"
#include "parallel/threads.hpp"
#include "training/tiny_rbm.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace lnz;

namespace {

/// Lanes whose units are 1.
std::vector<double> ones(PackedBits const& x) {
  std::vector<double> out(x.units, 0.0);
  for (std::size_t l = 0; l < x.lanes; ++l)
    for (std::size_t i = 0; i < x.units; ++i) out[i] += x.test(i, l);
  return out;
}

}  // namespace

TEST_CASE("independent bits are 1 as often as their log odds say", "[exact][training]") {
  std::vector<double> const p{0.001, 0.25, 0.5, 0.9};
  std::size_t const lanes = 200'000;
  Row log_odds(4);
  for (Eigen::Index i = 0; i < 4; ++i)
    log_odds[i] = static_cast<float>(logit(p[static_cast<std::size_t>(i)]));
  Stream random(3, Purpose::training, 0, 0);
  auto const drawn = ones(independent_bits(log_odds, lanes, random));
  for (std::size_t i = 0; i < p.size(); ++i) {
    INFO("p = " << p[i] << ", drawn " << drawn[i]);
    CHECK(std::abs(drawn[i] - lanes * p[i]) < 4 * std::sqrt(lanes * p[i] * (1 - p[i])));
  }
}

TEST_CASE("fields too large for exp give certain bits", "[training]") {
  Row log_odds(2);
  log_odds << 1e4f, -1e4f;
  Stream random(3, Purpose::training, 0, 0);
  CHECK(ones(independent_bits(log_odds, 1000, random)) == std::vector<double>{1000, 0});
}

TEST_CASE("one sweep has the law of h given v, then v given h", "[exact][training]") {
  RbmParameters const exact = tiny::random_rbm(6, 5, 1.5, 8);
  FloatRbm const machine = tiny::to_float(exact);
  for (std::size_t const lanes : {100'000u, 10u}) {  // many blocks, or one that looks nothing up
    std::uint32_t const start = 0x2b;
    std::vector<double> const law = tiny::after_one_sweep(exact, tiny::bits(start, 6));
    std::vector<double> count(64, 0.0);
    std::size_t const repeats = 100'000 / lanes;
    for (std::uint64_t step = 0; step < repeats; ++step) {
      PackedBits v(6, lanes);
      for (std::size_t l = 0; l < lanes; ++l) v.word(0, l) = start;
      gibbs(TiledRbm(machine), TiledMatrix(machine.W.transpose()), 1, v, 5, step);
      for (std::size_t l = 0; l < lanes; ++l) count[v.word(0, l) & 63] += 1;
    }
    double chi_square = 0, freedom = -1, rest = 0, rest_expected = 0;
    for (std::size_t s = 0; s < 64; ++s) {
      double const expected = 100'000 * law[s];
      if (expected < 10) {
        rest += count[s];
        rest_expected += expected;
        continue;
      }
      chi_square += (count[s] - expected) * (count[s] - expected) / expected;
      freedom += 1;
    }
    INFO(lanes << " lanes: chi square " << chi_square << " of " << freedom << ", rare states "
               << rest << " against " << rest_expected);
    CHECK(chi_square < freedom + 4 * std::sqrt(2 * freedom));
    CHECK(std::abs(rest - rest_expected) <= 4 * std::sqrt(rest_expected) + 1);
  }
}

TEST_CASE("threads do not change the chains", "[invariance][training]") {
  FloatRbm const plain = tiny::to_float(tiny::random_rbm(300, 200, 0.2, 9));
  TiledRbm const machine(plain);
  TiledMatrix const transposed(plain.W.transpose());
  int const before = thread_count();
  std::vector<PackedBits> ends;
  for (int threads : {1, 2, 3}) {
    set_thread_count(threads);
    ends.emplace_back(300, 90);
    gibbs(machine, transposed, 3, ends.back(), 5, 1);
  }
  set_thread_count(before);
  CHECK(ends[1].words == ends[0].words);
  CHECK(ends[2].words == ends[0].words);
}
