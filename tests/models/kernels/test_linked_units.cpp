#include "every_target.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/linked_units.hpp"

#include <cmath>
#include <vector>

using namespace lnz;

namespace {

constexpr std::size_t kTile = LinkedTile::kUnits;

/// A tile of 16 units from unit 16 on, of `lanes` lanes of all temperatures.
struct Case {
  std::size_t lanes = 48;
  Aligned<float> bias{kTile}, odds{kTile}, links{kTile * kTile};
  std::vector<float> target, reference;
  PackedBits x{32, 48};

  Case() {
    Stream random(8, Purpose::data, 0, 0);
    random.fill(x.words);
    for (std::size_t i = 0; i < kTile; ++i) {
      bias[i] = static_cast<float>(random.normal());
      odds[i] = static_cast<float>(random.normal());
      for (std::size_t j = 0; j < i; ++j)
        links[i * kTile + j] = links[j * kTile + i] = static_cast<float>(random.normal());
    }
    for (std::size_t l = 0; l < lanes; ++l) {
      target.push_back(static_cast<float>(l % 5) / 4);
      reference.push_back(1 - target.back());
    }
  }
  /// sum_j w_ij x_j over the tile's own units, [lanes, kTile].
  Aligned<float> sums() const {
    Aligned<float> sums(lanes * kTile);
    for (std::size_t l = 0; l < lanes; ++l)
      for (std::size_t i = 0; i < kTile; ++i)
        for (std::size_t j = 0; j < kTile; ++j)
          if (x.test(16 + j, l)) sums[l * kTile + i] += links[i * kTile + j];
    return sums;
  }
  LinkedTile tile() const { return {16, kTile, bias.data(), odds.data(), links.data()}; }
};

}  // namespace

TEST_CASE("linked units are the same bits on every target and in either layout of their sums") {
  Case const start;
  Aligned<float> const by_lane = start.sums();
  Aligned<float> by_unit(by_lane.size());
  for (std::size_t l = 0; l < start.lanes; ++l)
    for (std::size_t i = 0; i < kTile; ++i) by_unit[i * start.lanes + l] = by_lane[l * kTile + i];
  std::vector<std::uint32_t> first;
  on_every_target([&] {
    for (TileSums const sums :
         {TileSums{by_lane.data(), 1, kTile}, {by_unit.data(), start.lanes, 1}}) {
      PackedBits x = start.x;
      draw_linked(start.tile(), sums, {start.target, start.reference}, {1, 2}, x);
      if (first.empty()) first = x.words;
      CHECK(x.words == first);
      for (std::size_t l = 0; l < x.lanes; ++l)  // units of other tiles stay
        CHECK((x.words[l] & 0xffff) == (start.x.words[l] & 0xffff));
    }
  });
}

TEST_CASE("each linked unit has the odds of those drawn before it and those still to come") {
  Case const start;
  Aligned<float> const sums = start.sums();
  // Each lane's units are compared with their chance given all others at their turn.
  std::vector<double> excess(kTile), variance(kTile);
  for (std::uint64_t t = 0; t < 4000; ++t) {
    Stream random(3, Purpose::sweep, 0, t);
    PackedBits x = start.x;
    draw_linked(start.tile(), {sums.data(), 1, kTile}, {start.target, start.reference},
                ars_key(random), x);
    for (std::size_t l = 0; l < x.lanes; ++l)
      for (std::size_t i = 0; i < kTile; ++i) {
        double y = static_cast<double>(start.bias[i]);
        for (std::size_t j = 0; j < kTile; ++j)
          if ((j < i ? x : start.x).test(16 + j, l))
            y += static_cast<double>(start.links[i * kTile + j]);
        y = y * static_cast<double>(start.target[l]) +
            static_cast<double>(start.odds[i] * start.reference[l]);
        double const p = 1 / (1 + std::exp(-y));
        excess[i] += x.test(16 + i, l) - p;
        variance[i] += p * (1 - p);
      }
  }
  for (std::size_t i = 0; i < kTile; ++i) CHECK(std::abs(excess[i]) < 4 * std::sqrt(variance[i]));
}

TEST_CASE("sums of links are those of the units that are 1, on every target") {
  Case const start;
  std::vector<std::uint32_t> const neighbour{3, 31, 0, 17, 18};
  std::vector<float> const weight{0.5f, -2, 1, 0.25f, 8};
  on_every_target([&] {
    std::vector<float> out(start.lanes);
    link_sums({neighbour.data(), weight.data(), neighbour.size()}, start.x, out.data());
    for (std::size_t l = 0; l < start.lanes; ++l) {
      float sum = 0;
      for (std::size_t k = 0; k < neighbour.size(); ++k)
        if (start.x.test(neighbour[k], l)) sum += weight[k];
      CHECK(out[l] == sum);
    }
  });
}
