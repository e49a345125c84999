#include "models/clusters/swendsen_wang.hpp"

#include "parallel/for_each.hpp"

#include <array>
#include <utility>

namespace lnz {
namespace {

constexpr std::size_t kChunk = LaneWords::kChunk;

std::uint32_t chunks(std::size_t words) {
  return static_cast<std::uint32_t>((words + kChunk - 1) / kChunk);
}

}  // namespace

SwendsenWang::SwendsenWang(std::shared_ptr<ClusterSystem const> system)
    : system_(std::move(system)) {
  SpinGraph const& graph = system_->graph();
  auto const bond_count = [&] { return static_cast<std::uint32_t>(bonds_.size()); };
  bonds_.reserve(graph.neighbour.size() / 2);
  std::uint32_t chunk = 0;
  for (std::size_t s = 0; s < system_->strips(); ++s) {
    auto const begin = static_cast<std::uint32_t>(system_->strip_begin(s)),
               end = static_cast<std::uint32_t>(system_->strip_begin(s + 1));
    std::uint32_t const first_bond = bond_count();
    for (std::uint32_t i = begin; i < end; ++i)
      for (std::uint32_t k = graph.first[i]; k < graph.first[i + 1]; ++k)
        if (graph.neighbour[k] > i)
          bonds_.push_back({i, graph.neighbour[k], system_->coupling_of(k)});
    std::uint32_t const site_chunk = chunk + chunks(bond_count() - first_bond);
    strips_.push_back({begin, end, first_bond, bond_count(), chunk, site_chunk});
    chunk = site_chunk + chunks(end - begin);
  }
}

/// One move in its four passes; all but `merge` touch only what belongs to their strip.
class SwendsenWang::Lane {
 public:
  Lane(SwendsenWang const& moves, ClusterSystem::Spins spins, double beta, LaneWords const& words)
      : moves_(moves),
        system_(*moves.system_),
        spins_(spins),
        beta_(beta),
        words_(words),
        joins_(system_.joins(beta)),
        label_(spins.size()),
        field_(system_.has_field() ? spins.size() : 0),
        sign_(spins.size()),
        crossing_(moves.strips_.size()) {}

  /// Labels the clusters of a strip's own bonds, lists the joined bonds to other strips, and adds
  /// up the fields of each cluster at its label.
  void connect(std::size_t s) {
    Strip const& strip = moves_.strips_[s];
    for (std::uint32_t i = strip.begin; i < strip.end; ++i) label_[i] = i;
    std::array<std::uint32_t, kChunk> joined;  // listed first: their search waits for no branch
    std::array<std::uint32_t, kChunk> words;
    for (std::uint32_t b = strip.first_bond, c = strip.bond_chunk; b < strip.last_bond; ++c) {
      std::uint32_t const last = std::min<std::uint32_t>(b + kChunk, strip.last_bond);
      words_.fill(c, std::span(words).first(last - b));
      std::size_t count = 0;
      for (std::size_t w = 0; b < last; ++b, ++w) {
        auto const& [i, j, coupling] = moves_.bonds_[b];
        joined[count] = b;
        count += (words[w] < joins_[coupling]) & (spins_[i] == spins_[j]);
      }
      for (std::size_t n = 0; n < count; ++n) {
        Bond const& bond = moves_.bonds_[joined[n]];
        if (bond.neighbour < strip.end)
          unite(bond.site, bond.neighbour);
        else
          crossing_[s].push_back(bond);
      }
    }
    for (std::uint32_t i = strip.begin; i < strip.end; ++i) label_[i] = label_[label_[i]];
    if (!system_.has_field()) return;
    for (std::uint32_t i = strip.begin; i < strip.end; ++i)
      field_[label_[i]] += system_.field(i, beta_);
  }

  /// Unites clusters across strips. Every label is then that of its cluster, or leads there in one
  /// step more.
  void merge() {
    std::vector<std::uint32_t> attached;
    for (auto const& bonds : crossing_)
      for (Bond const& bond : bonds) {
        auto const [low, high] = unite(bond.site, bond.neighbour);
        if (low == high) continue;
        attached.push_back(high);
        if (system_.has_field()) field_[low] += field_[high];
      }
    for (std::uint32_t const site : attached) label_[site] = root(site);
  }

  /// Draws the sign of every cluster whose label is in the strip, at that site (without
  /// fields that of every site: it costs less to draw than to skip).
  void draw(std::size_t s) {
    Strip const& strip = moves_.strips_[s];
    std::array<std::uint32_t, kChunk> words;
    for (std::uint32_t i = strip.begin, c = strip.site_chunk; i < strip.end; ++c) {
      std::uint32_t const last = std::min<std::uint32_t>(i + kChunk, strip.end);
      words_.fill(c, std::span(words).first(last - i));
      for (std::size_t w = 0; i < last; ++i, ++w)
        if (!system_.has_field())
          sign_[i] = words[w] >> 31 ? 1 : -1;
        else if (label_[i] == i)
          sign_[i] = words[w] < plus_threshold(field_[i]) ? 1 : -1;
    }
  }

  /// Gives every site of the strip the sign of its cluster.
  void spread(std::size_t s) {
    Strip const& strip = moves_.strips_[s];
    for (std::uint32_t i = strip.begin; i < strip.end; ++i) spins_[i] = sign_[label_[label_[i]]];
  }

 private:
  std::uint32_t root(std::uint32_t site) {
    while (label_[site] != site) site = label_[site] = label_[label_[site]];
    return site;
  }

  /// The labels of both sites before, smaller first; it is that of both from now on.
  std::pair<std::uint32_t, std::uint32_t> unite(std::uint32_t i, std::uint32_t j) {
    auto const labels = std::minmax({root(i), root(j)});
    label_[labels.second] = labels.first;
    return labels;
  }

  SwendsenWang const& moves_;
  ClusterSystem const& system_;
  ClusterSystem::Spins spins_;
  double beta_;
  LaneWords words_;
  std::vector<std::uint32_t> joins_;
  std::vector<std::uint32_t> label_;  ///< a site of the same cluster, no larger; [sites]
  std::vector<double> field_;         ///< b_C at the label of C; [sites], empty without fields
  std::vector<std::int8_t> sign_;     ///< of C at its label, [sites]
  std::vector<std::vector<Bond>> crossing_;  ///< joined bonds of a strip to later ones
};

void SwendsenWang::move(ClusterSystem::Spins spins, double beta, LaneWords const& words) const {
  Lane lane(*this, spins, beta, words);
  std::size_t const strips = strips_.size();
  for_each_index(strips, [&](std::size_t s) { lane.connect(s); });
  lane.merge();
  for_each_index(strips, [&](std::size_t s) { lane.draw(s); });
  for_each_index(strips, [&](std::size_t s) { lane.spread(s); });
}

}  // namespace lnz
