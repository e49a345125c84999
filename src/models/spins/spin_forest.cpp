#include "models/spins/spin_forest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lnz {
namespace {

constexpr std::uint32_t kMostForests = 8;
constexpr std::uint32_t kNone = UINT32_MAX;

/// Deals the sites of a graph to forests and lists their visits.
class Planter {
 public:
  explicit Planter(SpinGraph const& graph)
      : graph_(graph), forest_of_(graph.sites(), kNone), tree_(graph.sites()) {
    order_.visits.reserve(graph.sites() + 1);
    order_.forest.push_back(0);
  }

  /// Plants as many of these sites as close no loop; returns the others.
  std::vector<std::uint32_t> plant(std::vector<std::uint32_t> const& sites) {
    auto const forest = static_cast<std::uint32_t>(order_.forest.size() - 1);
    std::vector<std::uint32_t> planted, others;
    for (std::uint32_t const site : sites) (joins(site, forest) ? planted : others).push_back(site);
    std::ranges::sort(planted);
    list(planted, forest);
    order_.forest.push_back(static_cast<std::uint32_t>(order_.visits.size()));
    return others;
  }

  ForestOrder finished() {
    order_.visits.push_back({kNone, ForestOrder::kRoot, 0, bonds()});
    return std::move(order_);
  }

 private:
  std::uint32_t bonds() const { return static_cast<std::uint32_t>(order_.neighbour.size()); }

  std::uint32_t root(std::uint32_t site) {
    while (tree_[site] != site) site = tree_[site] = tree_[tree_[site]];
    return site;
  }

  /// Takes the site into the forest unless two of its neighbours are of one tree.
  bool joins(std::uint32_t site, std::uint32_t forest) {
    roots_.clear();
    for (std::uint32_t k = graph_.first[site]; k < graph_.first[site + 1]; ++k) {
      if (forest_of_[graph_.neighbour[k]] != forest) continue;
      std::uint32_t const r = root(graph_.neighbour[k]);
      if (std::ranges::find(roots_, r) != roots_.end()) return false;
      roots_.push_back(r);
    }
    forest_of_[site] = forest;
    tree_[site] = site;
    for (std::uint32_t const r : roots_) tree_[r] = site;
    return true;
  }

  /// Appends the visits of a forest, level by level from one root a tree.
  void list(std::vector<std::uint32_t> const& planted, std::uint32_t forest) {
    struct Child {
      std::uint32_t site, parent;
      float coupling;
    };
    std::vector<Child> level, next;
    for (std::uint32_t const site : planted)
      if (root(site) == site) level.push_back({site, ForestOrder::kRoot, 0});
    for (; !level.empty(); level = std::exchange(next, {})) {
      std::ranges::sort(level, {}, &Child::site);
      for (Child const& child : level) {
        order_.visits.push_back({child.site, child.parent, child.coupling, bonds()});
        for (std::uint32_t k = graph_.first[child.site]; k < graph_.first[child.site + 1]; ++k) {
          std::uint32_t const j = graph_.neighbour[k];
          auto const J = static_cast<float>(graph_.coupling[k]);
          if (forest_of_[j] != forest) {
            order_.neighbour.push_back(j);
            order_.coupling.push_back(J);
          } else if (j != child.parent) {
            next.push_back({j, child.site, J});
          }
        }
      }
    }
  }

  SpinGraph const& graph_;
  std::vector<std::uint32_t> forest_of_, tree_, roots_;
  ForestOrder order_;
};

}  // namespace

ForestOrder forest_order(SpinGraph const& graph, Stream& random) {
  std::vector<std::uint32_t> left(graph.sites());
  std::iota(left.begin(), left.end(), 0u);
  for (std::size_t i = left.size(); i > 1; --i)
    std::swap(left[i - 1],
              left[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
  Planter planter(graph);
  for (std::uint32_t f = 0; f < kMostForests && !left.empty(); ++f) left = planter.plant(left);
  std::ranges::sort(left);
  for (std::uint32_t const site : left) planter.plant({site});
  return planter.finished();
}

}  // namespace lnz
