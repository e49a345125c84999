#include "bench/row.hpp"
#include "bench/scalar_metropolis.hpp"
#include "models/heat_bath/heat_bath_lattice.hpp"
#include "models/packed/packed_lattice.hpp"
#include "models/packed/packed_replicas.hpp"
#include "models/registry.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lnz {
namespace {

LatticeParameters lattice(std::string const& form) {
  return lattice_parameters(generate_model("ising:" + form));
}

/// Whole sweeps of a model's lanes, with their energies, on so many threads.
template <class Model>
class Sweeping {
 public:
  Sweeping(LatticeParameters const& lattice, std::vector<double> beta)
      : model_(lattice), beta_(std::move(beta)), state_(drawn()) {}

  void operator()() {
    Stream random(1, Purpose::sweep, 0, ++step_);
    model_.sweep(state_, beta_, random);
  }
  double attempts() const { return static_cast<double>(model_.unit_count() * beta_.size()); }

 private:
  auto drawn() const {
    Stream random(1, Purpose::reference, 0, 0);
    return model_.draw_reference(static_cast<int>(beta_.size()), random);
  }

  Model model_;
  std::vector<double> beta_;
  typename Model::State state_;
  std::uint64_t step_ = 0;
};

template <class Model>
Side side(std::shared_ptr<Sweeping<Model>> const& sweeping, int threads) {
  return {{[=] {
             set_thread_count(threads);
             (*sweeping)();
           },
           sweeping->attempts()}};
}

/// A part of a sweep, so that turns are short.
template <class Bond>
Side scalar_side(LatticeParameters const& lattice, double beta) {
  auto const scalar = std::make_shared<ScalarMetropolis<Bond>>(lattice, beta);
  std::size_t const lines = std::max<std::size_t>(1, 65536 / scalar->line_sites());
  return {{[=] { scalar->update(lines); }, static_cast<double>(lines * scalar->line_sites())}};
}

/// One lattice at its critical temperature.
void add_single(std::string const& name, std::string const& shape, double beta,
                std::vector<Row>& rows) {
  rows.push_back(
      {name, shape, "flip attempt", "scalar metropolis", 1, 1, [=] {
         LatticeParameters const system = lattice(shape);
         return Contest{
             side(std::make_shared<Sweeping<PackedLattice>>(system, std::vector<double>{beta}), 1),
             scalar_side<std::int8_t>(system, beta)};
       }});
  rows.push_back({name + ", 2 threads", shape, "flip attempt", "one thread", 2, 1, [=] {
                    auto const sweeping = std::make_shared<Sweeping<PackedLattice>>(
                        lattice(shape), std::vector<double>{beta});
                    return Contest{side(sweeping, 2), side(sweeping, 1)};
                  }});
}

/// A glass whose replicas have temperatures of their own, from 0.1 to 1.5; the scalar one is in
/// the middle.
void add_replicas(std::string const& shape, std::vector<Row>& rows) {
  rows.push_back(
      {"ising +-J replicas", shape + "x256", "flip attempt", "scalar metropolis", 1, 1, [=] {
         LatticeParameters const system = lattice(shape + ",J=pm1,seed=1");
         constexpr std::size_t kReplicas = 256;
         constexpr double kLowest = 0.1, kHighest = 1.5;
         std::vector<double> beta(kReplicas);
         for (std::size_t r = 0; r < kReplicas; ++r)
           beta[r] = kLowest + (kHighest - kLowest) * static_cast<double>(r) / (kReplicas - 1);
         return Contest{side(std::make_shared<Sweeping<PackedReplicas>>(system, beta), 1),
                        scalar_side<std::int8_t>(system, (kLowest + kHighest) / 2)};
       }});
}

/// Lanes of a glass of Gaussian couplings at one temperature.
void add_gauss(std::string const& shape, std::size_t lanes, std::vector<Row>& rows) {
  std::string const size = lanes > 1 ? fmt::format("{}x{}", shape, lanes) : shape;
  rows.push_back({"ising gauss", size, "flip attempt", "scalar metropolis", 1, 1, [=] {
                    LatticeParameters const system = lattice(shape + ",J=gauss,seed=1");
                    std::vector<double> const beta(lanes, 1.0);
                    return Contest{
                        side(std::make_shared<Sweeping<HeatBathLattice>>(system, beta), 1),
                        scalar_side<float>(system, 1)};
                  }});
}

}  // namespace

std::vector<Row> lattice_rows() {
  double const square = std::log(1 + std::sqrt(2.0)) / 2;  // Kramers & Wannier (1941)
  constexpr double kCubic = 0.221654626;  // Ferrenberg, Xu & Landau (2018), Phys. Rev. E 97, 043301
  std::vector<Row> rows;
  add_single("ising 2d single", "4096x4096", square, rows);
  add_single("ising 3d single", "256x256x256", kCubic, rows);
  add_replicas("64x64", rows);
  add_replicas("16x16x16", rows);
  add_gauss("256x256", 1, rows);
  add_gauss("1024x1024", 1, rows);
  add_gauss("1024x1024", 8, rows);
  add_gauss("64x64x64", 1, rows);
  return rows;
}

}  // namespace lnz
