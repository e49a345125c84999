#include "every_target.hpp"
#include "lnz/stream.hpp"
#include "models/kernels/lookup_product.hpp"

#include <cmath>
#include <vector>

using namespace lnz;

namespace {

PackedBits random_bits(std::size_t units, std::size_t lanes, std::uint64_t seed) {
  PackedBits x(units, lanes);
  Stream random(seed, Purpose::data, 0, 0);
  random.fill(x.words);  // bits beyond the last unit, too
  return x;
}

/// All sums of all lanes, [lanes, outputs].
template <class Sum>
std::vector<Sum> sums(LookupProduct<Sum> const& product, PackedBits const& x) {
  std::vector<Sum> out(x.lanes * product.outputs());
  Aligned<Sum> tile(x.lanes * product.kTile);
  for (std::size_t t = 0; t < product.tiles(); ++t) {
    product.tile(t, x, tile.data());
    for (std::size_t l = 0; l < x.lanes; ++l)
      for (std::size_t j = t * product.kTile;
           j < std::min((t + 1) * product.kTile, product.outputs()); ++j)
        out[l * product.outputs() + j] = tile[l * product.kTile + j % product.kTile];
  }
  return out;
}

double weight(std::size_t i, std::size_t j) {
  return std::sin(static_cast<double>(17 * i + 5 * j + i * j));
}

struct Shape {
  std::size_t inputs, outputs, lanes;
};
/// The last pass holds 1 to 32 inputs, as many as its groups do, or one more.
constexpr Shape kShapes[]{{1, 1, 1},      {33, 65, 3},   {784, 37, 20},
                          {100, 64, 300}, {31, 32, 224}, {52, 33, 300},
                          {53, 33, 300},  {54, 33, 120}, {55, 33, 300}};

}  // namespace

TEST_CASE("looked-up sums of int16 are the sums of the selected weights, on every target") {
  for (auto const [inputs, outputs, lanes] : kShapes) {
    auto const w = [](std::size_t i, std::size_t j) {
      return static_cast<std::int16_t>(std::lround(40 * weight(i, j)));
    };
    LookupProduct<std::int16_t> const product(inputs, outputs, w);
    PackedBits const x = random_bits(inputs, lanes, 1);
    std::vector<std::int16_t> plain(lanes * outputs);
    for (std::size_t l = 0; l < lanes; ++l)
      for (std::size_t j = 0; j < outputs; ++j)
        for (std::size_t i = 0; i < inputs; ++i)
          if (x.test(i, l))
            plain[l * outputs + j] = static_cast<std::int16_t>(plain[l * outputs + j] + w(i, j));
    INFO(inputs << " x " << outputs << ", " << lanes << " lanes");
    on_every_target([&] { CHECK((sums(product, x) == plain)); });
  }
}

TEST_CASE("looked-up sums of floats err by less than 1e-6 of the sum of magnitudes") {
  for (auto const [inputs, outputs, lanes] : kShapes) {
    auto const w = [](std::size_t i, std::size_t j) { return static_cast<float>(weight(i, j)); };
    LookupProduct<float> const product(inputs, outputs, w);
    PackedBits const x = random_bits(inputs, lanes, 2);
    on_every_target([&] {
      std::vector<float> const looked_up = sums(product, x);
      double worst = 0;
      for (std::size_t l = 0; l < lanes; ++l)
        for (std::size_t j = 0; j < outputs; ++j) {
          double exact = 0, size = 1e-30;
          for (std::size_t i = 0; i < inputs; ++i)
            if (x.test(i, l)) {
              exact += static_cast<double>(w(i, j));
              size += std::abs(static_cast<double>(w(i, j)));
            }
          worst = std::max(
              worst, std::abs(static_cast<double>(looked_up[l * outputs + j]) - exact) / size);
        }
      CHECK(worst < 1e-6);
    });
  }
}

TEST_CASE("looked-up sums of doubles err by less than 1e-14 of the sum of magnitudes") {
  for (auto const [inputs, outputs, lanes] : kShapes) {
    LookupProduct<double> const product(inputs, outputs, weight);
    PackedBits const x = random_bits(inputs + 40, lanes, 5);  // units beyond take no part
    on_every_target([&] {
      std::vector<double> const looked_up = sums(product, x);
      double worst = 0;
      for (std::size_t l = 0; l < lanes; ++l)
        for (std::size_t j = 0; j < outputs; ++j) {
          long double exact = 0, size = 1e-30L;
          for (std::size_t i = 0; i < inputs; ++i)
            if (x.test(i, l)) {
              exact += weight(i, j);
              size += std::abs(weight(i, j));
            }
          worst = std::max(
              worst, static_cast<double>(std::abs(looked_up[l * outputs + j] - exact) / size));
        }
      CHECK(worst < 1e-14);
    });
  }
}

TEST_CASE("a lane's sums of floats do not depend on how many lanes there are") {
  LookupProduct<float> const product(
      300, 20, [](std::size_t i, std::size_t j) { return static_cast<float>(weight(i, j)); });
  PackedBits const many = random_bits(300, 500, 3);
  PackedBits one(300, 1);
  for (std::size_t w = 0; w < one.words.size(); ++w) one.words[w] = many.words[w * 500];
  std::vector<float> const together = sums(product, many);
  CHECK((sums(product, one) == std::vector<float>(together.begin(), together.begin() + 20)));
}

TEST_CASE("sums grouped by lanes are those of the grouping that is alike, whole numbers exactly") {
  std::size_t const inputs = 100;
  Aligned<float> weights(128 * 16);
  for (std::size_t k = 0; k < inputs * 16; ++k)
    weights[k] = static_cast<float>(std::lround(40 * weight(k / 16, k % 16)));
  for (std::size_t const lanes : {1u, 100u, 223u, 224u, 300u}) {
    PackedBits const x = random_bits(inputs, lanes, 4);
    Aligned<float> alike(lanes * 16), by_lanes(lanes * 16);
    on_every_target([&] {
      lookup_tile(weights.data(), x, Grouping::alike, alike.data());
      lookup_tile(weights.data(), x, Grouping::by_lanes, by_lanes.data());
      CHECK(std::equal(alike.data(), alike.data() + alike.size(), by_lanes.data()));
    });
  }
}
