#include "training/moment_averages.hpp"

#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "models/rbm/rbm_parameters.hpp"
#include "parallel/for_each.hpp"
#include "parallel/pieces.hpp"
#include "training/gibbs.hpp"
#include "training/tempered_chains.hpp"
#include "training/trained_model.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr std::size_t kChains = 100, kTemperatures = 10;
constexpr std::uint64_t kBurnIn = 300, kSweeps = 700;  ///< of the target's chains
constexpr std::uint64_t kUpdates = 400;                ///< of each machine
constexpr float kRate = 0.05f, kMomentum = 0.9f;
constexpr Eigen::Index kColumns = 64;

/// Means of v h, v and h.
using Moments = FloatRbm;

FloatRbm float_machine(RbmParameters const& machine) {
  auto const visible = static_cast<Eigen::Index>(machine.visible),
             hidden = static_cast<Eigen::Index>(machine.hidden);
  using Doubles = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> const;
  return {Eigen::Map<Doubles>(machine.W.data(), visible, hidden).cast<float>(),
          Eigen::Map<Doubles>(machine.b.data(), 1, visible).cast<float>(),
          Eigen::Map<Doubles>(machine.c.data(), 1, hidden).cast<float>()};
}

Matrix unpacked(PackedBits const& x) {
  Matrix out(x.lanes, x.units);
  for (std::size_t l = 0; l < x.lanes; ++l)
    for (std::size_t i = 0; i < x.units; ++i)
      out(static_cast<Eigen::Index>(l), static_cast<Eigen::Index>(i)) = x.test(i, l) ? 1.0f : 0.0f;
  return out;
}

/// Over chains, P(h | v) for h.
Moments moments(FloatRbm const& machine, PackedBits const& chains) {
  Matrix const v = unpacked(chains);
  Matrix field = v * machine.W;
  field.rowwise() += machine.c;
  Matrix const h = (1 + (-field.array()).exp()).inverse().matrix();
  Moments out{Matrix(machine.W.rows(), machine.W.cols()), v.colwise().mean(), h.colwise().mean()};
  Pieces const columns(h.cols(), kColumns);
  for_each_index(columns.count(), [&](std::size_t k) {
    Eigen::Index const first = columns.first(k), size = columns.size(k);
    out.W.middleCols(first, size).noalias() =
        v.transpose() * h.middleCols(first, size) / static_cast<float>(v.rows());
  });
  return out;
}

/// to + share (x - to).
void blend(Moments& to, float share, Moments const& x) {
  to.W += share * (x.W - to.W);
  to.b += share * (x.b - to.b);
  to.c += share * (x.c - to.c);
}

Moments moments_of_target(FloatRbm const& machine, std::uint64_t seed) {
  TiledRbm const tiled(machine);
  TiledMatrix const transposed(machine.W.transpose());
  TemperedChains chains(0 * machine.b, kChains, kTemperatures, seed);
  Moments mean = FloatRbm::zero(machine.W.rows(), machine.W.cols());
  for (std::uint64_t sweep = 1; sweep <= kBurnIn + kSweeps; ++sweep) {
    chains.sweep(tiled, transposed, seed, sweep);
    if (sweep > kBurnIn && sweep % 10 == 0)
      blend(mean, 10.0f / static_cast<float>(sweep - kBurnIn),
            moments(machine, chains.at_machine()));
  }
  return mean;
}

/// Moves a machine to where it has these moments, as far as kUpdates lead.
void fit(FloatRbm& machine, Moments const& wanted, PackedBits& chains, std::uint64_t seed) {
  FloatRbm velocity = FloatRbm::zero(machine.W.rows(), machine.W.cols());
  Row const v = wanted.b, h = wanted.c;  // the gradient of units centred there
  for (std::uint64_t update = 1; update <= kUpdates; ++update) {
    gibbs(TiledRbm(machine), TiledMatrix(machine.W.transpose()), 1, chains, seed, update);
    Moments const now = moments(machine, chains);
    Row const db = wanted.b - now.b, dc = wanted.c - now.c;
    Matrix const dW = wanted.W - now.W - v.transpose() * dc - db.transpose() * h;
    float const rate = kRate * (1 - static_cast<float>(update - 1) / static_cast<float>(kUpdates));
    velocity.W = kMomentum * velocity.W + rate * dW;
    velocity.b = kMomentum * velocity.b + rate * (db - h * dW.transpose());
    velocity.c = kMomentum * velocity.c + rate * (dc - v * dW);
    machine.W += velocity.W;
    machine.b += velocity.b;
    machine.c += velocity.c;
  }
}

}  // namespace

std::vector<Record> moment_averages(Record const& target, double beta, int count,
                                    std::uint64_t seed) {
  if (beta == 0)
    throw ConfigError("--path = moments (at beta = 0 all units are independent); use geometric");
  FloatRbm const machine = float_machine(at_temperature(rbm_parameters(target), beta));
  std::uint64_t const own = derived_seed(seed, Purpose::pilot, 100);
  Moments const at_target = moments_of_target(machine, own);
  Row const mean = at_target.b.cwiseMax(0.01f).cwiseMin(0.99f);
  Moments const at_reference{mean.transpose() * Row::Constant(machine.c.size(), 0.5f), mean,
                             Row::Constant(machine.c.size(), 0.5f)};

  FloatRbm knot = FloatRbm::zero(machine.W.rows(), machine.W.cols());
  knot.b = mean.unaryExpr([](float p) { return static_cast<float>(logit(p)); });
  // Units that are all alike would stay so: a little of the target tells them apart.
  knot.W = 0.01f * machine.W;
  Stream random(own, Purpose::reference, 0, 0);
  PackedBits chains = independent_bits(knot.b, kChains, random);
  std::vector<Record> machines;
  for (int k = 1; k <= count; ++k) {
    Moments wanted = at_reference;
    blend(wanted, static_cast<float>(k) / static_cast<float>(count + 1), at_target);
    fit(knot, wanted, chains, derived_seed(own, Purpose::training, static_cast<std::uint64_t>(k)));
    if (!knot.all_finite())
      throw ConfigError(
          "--path = moments (the fit of a machine to averaged moments diverged); use geometric");
    FloatRbm at_one = knot;
    auto const back = static_cast<float>(1 / beta);
    at_one.W *= back;
    at_one.b *= back;
    at_one.c *= back;
    machines.push_back(rbm_record(at_one));
    machines.back().source = "--path = moments";
  }
  return machines;
}

}  // namespace lnz
