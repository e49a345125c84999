#include "models/pairwise/link_products.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr std::size_t kWord = PackedBits::kWord;

/// Links beyond this part of all pairs cost less by tables.
constexpr double kDense = 1.0 / 12;

bool costs_less_by_tables(SpinGraph const& graph) {
  auto const units = static_cast<double>(graph.sites());
  return static_cast<double>(graph.neighbour.size()) > kDense * units * units;
}

}  // namespace

LinkProducts::LinkProducts(SpinGraph const& graph) {
  if (costs_less_by_tables(graph)) {
    fill_tables(graph);
  } else {
    rows_ = graph;
    weights_.assign(graph.coupling.begin(), graph.coupling.end());
  }
}

void LinkProducts::fill_tables(SpinGraph const& graph) {
  std::size_t const n = graph.sites();
  std::vector<double> w(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::uint32_t k = graph.first[i]; k < graph.first[i + 1]; ++k)
      w[i * n + graph.neighbour[k]] = graph.coupling[k];
  product_ = LookupProduct<float>(
      n, n, [&](std::size_t i, std::size_t j) { return static_cast<float>(w[i * n + j]); });
  for (std::size_t first = 0; first < n; first += kWord) {
    std::size_t const outputs = std::min(kWord, n - first);
    below_.emplace_back(first + outputs, outputs, [&, first](std::size_t i, std::size_t j) {
      return i < first + j ? w[i * n + first + j] : 0.0;
    });
  }
}

TileSums LinkProducts::sums(std::size_t t, PackedBits const& x, Aligned<float>& room) const {
  constexpr std::size_t kUnits = LinkedTile::kUnits;
  if (dense()) {
    product_.tile(t, x, room.data());
    return {room.data(), 1, kUnits};
  }
  for (std::size_t i = t * kUnits; i < std::min((t + 1) * kUnits, x.units); ++i) {
    std::uint32_t const first = rows_.first[i];
    link_sums({&rows_.neighbour[first], &weights_[first], rows_.first[i + 1] - first}, x,
              room.data() + i % kUnits * x.lanes);
  }
  return {room.data(), x.lanes, 1};
}

void LinkProducts::add_pairs(PackedBits const& x, std::vector<double>& out) const {
  constexpr std::size_t kTile = LookupProduct<double>::kTile;
  std::size_t const lanes = x.lanes;
  if (!dense()) {
    for (std::uint32_t i = 0; i < x.units; ++i)
      for (std::uint32_t k = rows_.first[i]; k < rows_.first[i + 1]; ++k) {
        std::uint32_t const j = rows_.neighbour[k];
        if (j > i) break;
        std::uint32_t const *const one = &x.words[i / kWord * lanes],
                                   *const other = &x.words[j / kWord * lanes];
        double const w = rows_.coupling[k];
        for (std::size_t l = 0; l < lanes; ++l)
          out[l] += w * static_cast<int>(one[l] >> i % kWord & other[l] >> j % kWord & 1);
      }
    return;
  }
  Aligned<double> sums(lanes * kTile), totals(lanes * kTile);
  for (std::size_t word = 0; word < below_.size(); ++word)
    for (std::size_t t = 0; t < below_[word].tiles(); ++t) {
      below_[word].tile(t, x, sums.data());
      for (std::size_t l = 0; l < lanes; ++l) {
        auto const bits = static_cast<int>(x.words[word * lanes + l] >> t * kTile);
        for (std::size_t j = 0; j < kTile; ++j)
          totals[l * kTile + j] += (bits >> j & 1) * sums[l * kTile + j];
      }
    }
  for (std::size_t l = 0; l < lanes; ++l) {
    double const* const t = totals.data() + l * kTile;
    out[l] += ((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]));
  }
}

}  // namespace lnz
