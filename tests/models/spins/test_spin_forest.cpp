#include "models/spins/spin_forest.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace lnz;

namespace {

/// An L x L torus, bond k of site i with coupling 1000 min(i, j) + max(i, j).
SpinGraph torus(std::uint32_t L) {
  SpinGraph graph{{0}, {}, {}};
  for (std::uint32_t i = 0; i < L * L; ++i) {
    std::uint32_t const x = i % L, y = i / L;
    std::vector<std::uint32_t> neighbours{(x + 1) % L + y * L, (x + L - 1) % L + y * L,
                                          x + (y + 1) % L * L, x + (y + L - 1) % L * L};
    std::ranges::sort(neighbours);
    for (std::uint32_t const j : neighbours) {
      graph.neighbour.push_back(j);
      graph.coupling.push_back(1000.0 * std::min(i, j) + std::max(i, j));
    }
    graph.first.push_back(static_cast<std::uint32_t>(graph.neighbour.size()));
  }
  return graph;
}

SpinGraph complete(std::uint32_t n) {
  SpinGraph graph{{0}, {}, {}};
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < n; ++j)
      if (i != j) {
        graph.neighbour.push_back(j);
        graph.coupling.push_back(1000.0 * std::min(i, j) + std::max(i, j));
      }
    graph.first.push_back(static_cast<std::uint32_t>(graph.neighbour.size()));
  }
  return graph;
}

/// Every site once; every bond either to a parent or child in the same forest or to a site outside,
/// with its coupling; parents before children. A forest with as many inner bonds as sites that are
/// no roots closes no loop.
void check_order(SpinGraph const& graph, ForestOrder const& order) {
  std::size_t const sites = graph.sites();
  REQUIRE(order.visits.size() == sites + 1);
  REQUIRE(order.forest.front() == 0);
  REQUIRE(order.forest.back() == sites);
  std::vector<std::size_t> forest_of(sites, sites), visit_of(sites, sites);
  for (std::size_t f = 0; f + 1 < order.forest.size(); ++f)
    for (std::size_t v = order.forest[f]; v < order.forest[f + 1]; ++v) {
      REQUIRE(visit_of[order.visits[v].site] == sites);
      visit_of[order.visits[v].site] = v;
      forest_of[order.visits[v].site] = f;
    }
  std::map<std::uint32_t, std::size_t> children;
  for (std::size_t v = 0; v < sites; ++v) ++children[order.visits[v].parent];
  for (std::size_t v = 0; v < sites; ++v) {
    auto const [site, parent, coupling, outside] = order.visits[v];
    bool const root = parent == ForestOrder::kRoot;
    CHECK(coupling == (root ? 0 : 1000.0f * std::min(site, parent) + std::max(site, parent)));
    if (!root) {
      CHECK(forest_of[parent] == forest_of[site]);
      CHECK(visit_of[parent] < v);
    }
    std::size_t const last = order.visits[v + 1].outside;
    for (std::size_t k = outside; k < last; ++k) {
      std::uint32_t const j = order.neighbour[k];
      CHECK(forest_of[j] != forest_of[site]);
      CHECK(order.coupling[k] == 1000.0f * std::min(site, j) + std::max(site, j));
    }
    std::size_t const inside = children.contains(site) ? children[site] : 0;
    CHECK(last - outside + inside + !root == graph.first[site + 1] - graph.first[site]);
  }
}

}  // namespace

TEST_CASE("a torus is dealt to few forests that close no loop") {
  Stream random(1, Purpose::data, 0, 0);
  ForestOrder const order = forest_order(torus(12), random);
  check_order(torus(12), order);
  CHECK(order.forest.size() <= 5);
  CHECK(order.forest[1] > 144 / 2);  // more than one colour of the chessboard
}

TEST_CASE("a complete graph has forests of two sites, then single ones") {
  Stream random(2, Purpose::data, 0, 0);
  ForestOrder const order = forest_order(complete(21), random);
  check_order(complete(21), order);
  for (std::size_t f = 0; f < 8; ++f) CHECK(order.forest[f + 1] - order.forest[f] == 2);
  CHECK(order.forest.size() == 1 + 8 + 5);
}

TEST_CASE("a graph without bonds is one forest of roots, in site order") {
  Stream random(3, Purpose::data, 0, 0);
  ForestOrder const order = forest_order({{0, 0, 0, 0}, {}, {}}, random);
  REQUIRE(order.forest == std::vector<std::uint32_t>{0, 3});
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(order.visits[i].site == i);
    CHECK(order.visits[i].parent == ForestOrder::kRoot);
  }
}
