#include "training/tempered_chains.hpp"

#include "models/kernels/softplus_change.hpp"
#include "parallel/for_each.hpp"
#include "training/draw_layer.hpp"
#include "training/gibbs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lnz {

TemperedChains::TemperedChains(Row const& log_odds, std::size_t chains, std::size_t temperatures,
                               std::uint64_t seed)
    : chains_(chains), g_(padded(log_odds)) {
  for (std::size_t lane = 0; lane < chains * temperatures; ++lane)
    beta_.push_back(static_cast<double>(lane / chains) / static_cast<double>(temperatures - 1));
  Stream random(seed, Purpose::training, 1, 0);
  v_ = independent_bits(log_odds, beta_.size(), random);
}

void TemperedChains::sweep(TiledRbm const& machine, TiledMatrix const& transposed,
                           std::uint64_t seed, std::uint64_t update) {
  Stream random(seed, Purpose::training, 1, update);
  std::vector<float> const target(beta_.begin(), beta_.end());
  std::vector<float> reference;
  for (float const beta : target) reference.push_back(1 - beta);
  Aligned<float> one(std::max(machine.b.size(), machine.c.size()));
  std::fill_n(one.data(), one.size(), 1.0f);
  ArsKey const key = ars_key(random);
  PackedBits h(machine.W.columns(), v_.lanes);
  draw_layer(machine.W, {one.data(), machine.c.data(), nullptr}, {target, reference}, v_, key,
             kHidden, h);
  draw_layer(transposed, {one.data(), machine.b.data(), g_.data()}, {target, reference}, h, key,
             kVisible, v_);
  swap(machine, random);
}

std::vector<double> TemperedChains::log_ratios(TiledRbm const& machine,
                                               std::vector<double> const& to) const {
  constexpr std::size_t kTile = TiledMatrix::kTile;
  Aligned<float> one(machine.c.size()), sums(machine.W.tiles() * v_.lanes * kTile);
  std::fill_n(one.data(), one.size(), 1.0f);
  for_each_part(machine.W.tiles(), machine.W.rows() * machine.W.columns() * (v_.lanes + 50),
                [&](std::size_t first, std::size_t last) {
                  for (std::size_t t = first; t < last; ++t)
                    lookup_tile(machine.W.data(t), v_, Grouping::by_lanes,
                                sums.data() + t * v_.lanes * kTile);
                });
  std::vector<double> out(v_.lanes);
  softplus_change(machine.W.columns(), sums.data(), v_.lanes,
                  {one.data(), machine.c.data(), nullptr}, beta_, to, out);
  for (std::size_t lane = 0; lane < v_.lanes; ++lane) {
    double slope = 0;  // v.(b - g)
    for (std::size_t i = 0; i < v_.units; ++i)
      if (v_.test(i, lane))
        slope += static_cast<double>(machine.b.data()[i]) - static_cast<double>(g_.data()[i]);
    out[lane] += (to[lane] - beta_[lane]) * slope;
  }
  return out;
}

void TemperedChains::swap(TiledRbm const& machine, Stream& random) {
  std::size_t const first = random.step() % 2 * chains_;
  std::vector<double> to = beta_;
  for (std::size_t lane = first; lane + chains_ < to.size(); lane += 2 * chains_)
    for (std::size_t i = lane; i < lane + chains_; ++i) std::swap(to[i], to[i + chains_]);
  std::vector<double> const ratio = log_ratios(machine, to);
  for (std::size_t lane = first; lane + chains_ < to.size(); lane += 2 * chains_)
    for (std::size_t i = lane; i < lane + chains_; ++i)
      if (random.uniform() < std::exp(ratio[i] + ratio[i + chains_]))
        for (std::size_t w = 0; w < v_.words.size(); w += v_.lanes)
          std::swap(v_.words[w + i], v_.words[w + i + chains_]);
}

PackedBits TemperedChains::at_machine() const {
  PackedBits out(v_.units, chains_);
  for (std::size_t w = 0; w * v_.lanes < v_.words.size(); ++w)
    std::copy_n(v_.words.begin() + static_cast<std::ptrdiff_t>((w + 1) * v_.lanes - chains_),
                chains_, out.words.begin() + static_cast<std::ptrdiff_t>(w * chains_));
  return out;
}

}  // namespace lnz
