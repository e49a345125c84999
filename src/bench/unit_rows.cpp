#include "bench/row.hpp"
#include "models/kernels/aligned.hpp"
#include "models/kernels/draw_units.hpp"
#include "models/kernels/softplus_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lnz {
namespace {

constexpr std::size_t kTile = 16, kUnits = 512, kLanes = 256;
constexpr double kFrom = 0.5, kTo = 0.5001;

/// A layer of float sums, normal with standard deviation 2, and room for what comes of them.
struct Layer {
  Aligned<float> sums{kUnits * kLanes}, one{kUnits}, zero{kUnits};
  std::vector<float> target = std::vector<float>(kLanes, static_cast<float>(kTo));
  std::vector<double> from = std::vector<double>(kLanes, kFrom),
                      to = std::vector<double>(kLanes, kTo), change = std::vector<double>(kLanes);
  PackedBits bits{kUnits, kLanes};
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(kUnits * kLanes);
  std::uint64_t step = 0;

  Layer() {
    Stream random(1, Purpose::data, 0, 0);
    std::fill_n(one.data(), kUnits, 1.0f);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] = static_cast<float>(2 * random.normal());
  }
  UnitField field() const { return {one.data(), zero.data(), nullptr}; }
};

void increments(Layer& layer) {
  softplus_change(kUnits, layer.sums.data(), kLanes, layer.field(), layer.from, layer.to,
                  layer.change);
}

double softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

void plain_increments(Layer& layer) {
  for (std::size_t l = 0; l < kLanes; ++l) {
    layer.change[l] = 0;
    for (std::size_t u = 0; u < kUnits; ++u) {
      auto const f = static_cast<double>(layer.sums[l * kUnits + u]);
      layer.change[l] += softplus(kTo * f) - softplus(kFrom * f);
    }
  }
}

void draws(Layer& layer) {
  ++layer.step;
  for (std::size_t first = 0; first < kUnits; first += kTile)
    draw_units(first, layer.sums.data() + first * kLanes, layer.field(), {layer.target, {}},
               {1, layer.step}, 0, layer.bits);
}

void plain_draws(Layer& layer) {
  Stream random(1, Purpose::sweep, 0, ++layer.step);
  for (std::size_t k = 0; k < layer.sums.size(); ++k)
    layer.bytes[k] =
        random.uniform() * (1 + std::exp(-kTo * static_cast<double>(layer.sums[k]))) < 1;
}

Row row(std::string const& name, std::string const& reference, void (*kernel)(Layer&),
        void (*plain)(Layer&)) {
  return {
      name, fmt::format("{}x{}", kUnits, kLanes), "unit", reference, 1, 1, [=] {
        auto const layer = std::make_shared<Layer>();
        constexpr double kItems = kUnits * kLanes;
        return Contest{{{[=] { kernel(*layer); }, kItems}}, Side{{[=] { plain(*layer); }, kItems}}};
      }};
}

}  // namespace

std::vector<Row> unit_rows() {
  return {row("softplus change", "scalar log1p and exp", increments, plain_increments),
          row("draw units", "scalar exp and philox", draws, plain_draws)};
}

}  // namespace lnz
