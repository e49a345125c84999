#include "restoration/restoration.hpp"

#include "core/memory.hpp"
#include "lnz/stream.hpp"
#include "models/registry.hpp"
#include "parallel/for_each.hpp"
#include "restoration/posterior.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

constexpr int kLanes = 16;    ///< chains of a block
constexpr double kHot = 0.5;  ///< where cooling begins, times the strongest field of a pixel
constexpr double kCold = 20;  ///< where it ends, times the field of a pixel's own noise
constexpr double kLargestError = 0.1;  ///< of a pixel's mean that goes without a doubt
constexpr double kRounding = 1e-12;    ///< of the energies of equally heavy states, relative

/// One image's chains, in their order.
struct Chains {
  std::vector<double> mean;          ///< of every pixel over the sweeps, [chains, pixels]
  std::vector<double> coldest;       ///< where cooling ended, [chains, pixels]
  std::vector<double> minus_energy;  ///< of that, [chains]
};

/// One Markov step of every lane at the same inverse temperature.
void sweep(Block& block, double beta, int step) {
  block.sweep(std::vector<double>(static_cast<std::size_t>(block.lanes()), beta),
              static_cast<std::uint64_t>(step));
}

/// Sums E[s_i | all others] / sweeps of every lane into `mean` [lanes, pixels].
void average(Block block, PixelFields const& fields, int sweeps, std::span<double> mean) {
  int const heating = (sweeps + 1) / 2;
  for (int t = 1; t <= heating; ++t) sweep(block, static_cast<double>(t) / heating, t);
  for (int t = 1; t <= sweeps; ++t) {
    sweep(block, 1, heating + t);
    block.each_lane([&](int lane, std::span<double const> s) {
      double* const at = mean.data() + static_cast<std::size_t>(lane) * s.size();
      for (std::size_t i = 0; i < s.size(); ++i) at[i] += std::tanh(fields.at(s, i)) / sweeps;
    });
  }
}

/// Where the lanes of a block end that cool from `hot` to 1, [lanes, pixels].
std::vector<double> cooled(Block block, double hot, PixelFields const& fields, int sweeps) {
  for (int t = 1; t <= sweeps; ++t)
    sweep(block, std::pow(hot, 1 - static_cast<double>(t) / sweeps), t);
  std::vector<double> states = block.units();
  for (std::size_t first = 0; first < states.size(); first += fields.pixels())
    fields.descend(std::span(states).subspan(first, fields.pixels()));
  return states;
}

Chains chains_of(Record const& posterior, RestorationPlan const& plan, std::uint64_t seed) {
  PixelFields const fields(posterior);
  ModelKind const& kind = kind_of(posterior);
  double const own = noise_field(plan.noise), hot = kHot / (own + 4 * plan.coupling),
               coldest = kCold / own;
  ModelHandle const warm = kind.make(posterior, 1, {}, {}),
                    cold = kind.make(posterior, coldest, {}, {});
  std::size_t const pixels = fields.pixels(), chains = static_cast<std::size_t>(plan.chains);
  Chains out{.mean = std::vector<double>(chains * pixels),
             .coldest = std::vector<double>(chains * pixels),
             .minus_energy = std::vector<double>(chains)};
  for_each_index((chains + kLanes - 1) / kLanes, [&](std::size_t b) {
    std::size_t const first = b * kLanes, lanes = std::min<std::size_t>(kLanes, chains - first);
    auto const block = [&](ModelHandle const& path, std::uint64_t index) {
      return path.make_block(derived_seed(seed, Purpose::sweep, index),
                             static_cast<std::uint32_t>(b), static_cast<int>(lanes));
    };
    average(block(warm, 0), fields, plan.sweeps,
            std::span(out.mean).subspan(first * pixels, lanes * pixels));
    std::ranges::copy(cooled(block(cold, 1), hot / coldest, fields, plan.sweeps),
                      out.coldest.begin() + static_cast<std::ptrdiff_t>(first * pixels));
    for (std::size_t c = first; c < first + lanes; ++c)
      out.minus_energy[c] = fields.minus_energy(std::span(out.coldest).subspan(c * pixels, pixels));
  });
  return out;
}

/// Appends what its chains say of an image.
void append(Restoration& out, Chains const& found, std::size_t pixels) {
  auto const chains = static_cast<double>(found.minus_energy.size());
  std::vector<double> mean(pixels), square(pixels);
  for (std::size_t at = 0; at < found.mean.size(); ++at)
    mean[at % pixels] += found.mean[at] / chains;
  for (std::size_t at = 0; at < found.mean.size(); ++at)
    square[at % pixels] += std::pow(found.mean[at] - mean[at % pixels], 2);
  out.mean.insert(out.mean.end(), mean.begin(), mean.end());
  for (double const s : square) out.std_error.push_back(std::sqrt(s / (chains * (chains - 1))));
  auto const best = std::ranges::max_element(found.minus_energy);
  auto const first = found.coldest.begin() +
                     (best - found.minus_energy.begin()) * static_cast<std::ptrdiff_t>(pixels);
  for (auto s = first; s != first + static_cast<std::ptrdiff_t>(pixels); ++s)
    out.map.push_back(static_cast<std::int8_t>(*s));
  out.log_map.push_back(*best);
  out.at_map.push_back(static_cast<double>(std::ranges::count_if(
      found.minus_energy, [&](double e) { return *best - e <= kRounding * std::abs(*best); })));
}

}  // namespace

Restoration restore(Images const& noisy, RestorationPlan const& plan, Communicator const& comm) {
  require_memory(2.0 * sizeof(double) * plan.chains * static_cast<double>(noisy.pixels()),
                 fmt::format("{}: an image of {} chains", noisy.source, plan.chains),
                 "lower --chains");
  PixelFields const refuses_what_is_no_lattice(posterior_of(noisy, 0, plan.coupling, plan.noise));
  auto const [first, last] = comm.share_of(static_cast<int>(noisy.count()));
  Restoration mine;
  for (int i = first; i < last; ++i) {
    auto const image = static_cast<std::size_t>(i);
    append(mine,
           chains_of(posterior_of(noisy, image, plan.coupling, plan.noise), plan,
                     derived_seed(plan.seed, Purpose::data, image)),
           noisy.pixels());
  }
  Restoration all{.mean = comm.all_gather(mine.mean),
                  .std_error = comm.all_gather(mine.std_error),
                  .map = {},
                  .log_map = comm.all_gather(mine.log_map),
                  .at_map = comm.all_gather(mine.at_map)};
  for (std::byte const pixel : comm.gather(std::as_bytes(std::span(mine.map))))
    all.map.push_back(static_cast<std::int8_t>(pixel));
  return all;
}

Answer restoration_answer(Restoration const& found, RestorationPlan const& plan) {
  Answer answer;
  std::size_t const images = found.log_map.size(), pixels = found.mean.size() / images;
  std::size_t vague = 0;
  for (std::size_t i = 0; i < images; ++i)
    vague +=
        std::ranges::max(std::span(found.std_error).subspan(i * pixels, pixels)) > kLargestError;
  if (vague > 0)
    answer.doubt(Verdict::suspect,
                 fmt::format("{} of {} images have pixels whose means have errors "
                             "above {}; raise --sweeps",
                             vague, images, kLargestError));
  if (auto const lone = std::ranges::count(found.at_map, 1.0))
    answer.doubt(Verdict::suspect,
                 fmt::format("the MAP of {} of {} images was met by one chain of "
                             "{} only, heavier states may be left; raise --sweeps",
                             lone, images, plan.chains));
  return answer;
}

}  // namespace lnz
