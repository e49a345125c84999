#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "models/pairwise/boltzmann_parameters.hpp"
#include "models/registry.hpp"
#include "models/spins/spin_parameters.hpp"
#include "support/refused.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lnz;
using Catch::Contains;

namespace {

double const kFree = std::numeric_limits<double>::quiet_NaN();

/// A model small enough to list its visible states; `low` is the value of a unit that is not 1.
struct Small {
  Record model;
  std::size_t units;
  int low;
  bool is_bounded = true;  ///< at beta < 0, too
};

/// A graph with a loop of three, a bond that stands twice, and a site without bonds.
Record graph() {
  return to_record(SpinParameters{.sites = 6,
                                  .edges = {{0, 1}, {1, 2}, {2, 0}, {3, 1}, {1, 3}, {3, 4}},
                                  .J = {0.7, -0.4, 1.1, 0.3, 0.2, -0.9},
                                  .h = {0.1, -0.2, 0.3, 0.4, -0.5, 0.6}});
}

/// Visible units linked to one another, hidden ones likewise.
Record machine() {
  return to_record(
      BoltzmannParameters{.visible = 4,
                          .hidden = 2,
                          .W = {0.5, -1, 0.3, 0.8, -0.6, 1.1, 0.9, 0.2},
                          .L = {0, 0.7, -1.4, 0, 0.7, 0, 0.9, 0, -1.4, 0.9, 0, 1.2, 0, 0, 1.2, 0},
                          .J = {0, -0.8, -0.8, 0},
                          .b = {0.1, -0.3, 0.2, 0.6},
                          .c = {-0.5, 0.6}});
}

/// One line for every kind that can be clamped.
std::vector<Small> small_models() {
  return {{generate_model("rbm:7x5,scale=1,bias=0.7,seed=3"), 7, 0},
          {generate_model("rbm:6x4,visible=spin,scale=0.7,bias=0.5,seed=3"), 6, -1},
          {generate_model("rbm:6x4,visible=spin,hidden=spin,scale=0.7,bias=0.5,seed=3"), 6, -1},
          {generate_model("rbm:6x4,hidden=spin,scale=0.7,bias=0.5,seed=3"), 6, 0},
          {generate_model("rbm:6x4,hidden=gaussian,scale=0.5,bias=0.5,seed=3"), 6, 0, false},
          {generate_model("dbm:6x3,scale=1,bias=0.7,seed=3"), 6, 0},
          {generate_model("ising:3x2,J=gauss,h=0.3,seed=5"), 6, -1},
          {generate_model("ising:2x2x2,J=0.6,h=-0.2,boundary=ppo"), 8, -1},
          {graph(), 6, -1},
          {machine(), 4, 0},
          {generate_model("hopfield:6,patterns=2,seed=4"), 6, -1}};
}

/// ln of the sum over states of the units that are NaN in `held` of exp(-beta E).
double log_sum_of_free(Record const& model, double beta, std::vector<double> const& held, int low) {
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < held.size(); ++i)
    if (std::isnan(held[i])) free.push_back(i);
  DataSet states{"states", std::size_t{1} << free.size(), held.size(), {}};
  for (std::size_t s = 0; s < states.rows; ++s) {
    std::vector<float> row(held.begin(), held.end());
    for (std::size_t f = 0; f < free.size(); ++f)
      row[free[f]] = s >> f & 1 ? 1.0f : static_cast<float>(low);
    states.values.insert(states.values.end(), row.begin(), row.end());
  }
  return log_sum_exp(kind_of(model).log_unnormalised(model, beta, states));
}

}  // namespace

TEST_CASE("a clamped model sums to what the free units of the whole one sum to") {
  for (auto const& [model, units, low, is_bounded] : small_models())
    for (std::size_t pattern = 0; pattern + 1 < std::size_t{1} << units; pattern += 5)
      for (double const beta : {1.0, is_bounded ? -0.6 : 0.6}) {
        std::vector<double> held(units, kFree);
        for (std::size_t i = 0; i < units; ++i)
          if (pattern >> i & 1) held[i] = (pattern >> 1 ^ pattern) >> i & 1 ? 1 : low;
        CAPTURE(kind_of(model).name, pattern, beta);
        Clamped const clamped = kind_of(model).clamp(model, held);
        auto const free = static_cast<std::size_t>(
            std::ranges::count_if(held, [](double value) { return std::isnan(value); }));
        double const expected = log_sum_of_free(model, beta, held, low);
        double const found = log_sum_of_free(clamped.model, beta, std::vector(free, kFree), low);
        CHECK(std::abs(-beta * clamped.energy + found - expected) < 1e-12 * (1 + std::abs(found)));
      }
}

TEST_CASE("a clamped model can be sampled, though no bond is left") {
  Record const lattice = generate_model("ising:3x3,h=0.5,boundary=open");
  std::vector<double> held{1, kFree, -1, kFree, 0, kFree, 1, kFree, -1};
  Record const rest = kind_of(lattice).clamp(lattice, held).model;
  ModelHandle const path = kind_of(rest).make(rest, 1, {}, {});
  Block block = path.make_block(1, 0, 4);
  block.sweep(std::vector(4, 1.0), 0);
  CHECK(block.units().size() == 4 * 4);
}

TEST_CASE("every kind refuses to hold units at what they cannot be, or all that could move") {
  for (auto const& [model, units, low, is_bounded] : small_models()) {
    CAPTURE(kind_of(model).name);
    std::vector<double> held(units, kFree);
    auto const clamp = [&] { kind_of(model).clamp(model, held); };
    held[1] = 0.5;
    CHECK_THAT(refused(clamp), Contains("unit 1 held at 0.5"));
    held[1] = 2;
    CHECK_THAT(refused(clamp), Contains("unit 1 held at 2"));
    held.assign(units, 1);
    bool const linked = model.has("J") && model.text("@kind") == "boltzmann";
    if (!linked) CHECK_THAT(refused(clamp), Contains("are held"));
    held.assign(units + 1, kFree);
    CHECK_THAT(refused(clamp), Contains(std::to_string(units + 1)));
  }
}

TEST_CASE("densities of a clamped model are the whole one's, of reals and categories too") {
  struct Wide {
    char const* form;
    bool are_reals;
  };
  for (auto const& [form, are_reals] :
       {Wide{"rbm:5x4,visible=gaussian,scale=0.8,bias=0.5,sigma=0.7,seed=2", true},
        Wide{"rbm:5x4,visible=potts,q=3,scale=0.8,bias=0.5,seed=2", false}})
    for (std::size_t pattern = 0; pattern + 1 < 32; ++pattern) {
      Record const model = generate_model(form);
      Stream random(1, Purpose::data, 0, pattern);
      std::vector<double> held(5, kFree);
      DataSet whole{"whole", 1, 5, {}}, free{"free", 1, 0, {}};
      for (std::size_t i = 0; i < 5; ++i) {
        // A float, which is what rows of data are.
        float const value = are_reals ? static_cast<float>(2 * random.normal())
                                      : std::floor(3 * static_cast<float>(random.uniform()));
        whole.values.push_back(value);
        if (pattern >> i & 1)
          held[i] = static_cast<double>(value);
        else
          free.values.push_back(value);
      }
      free.columns = free.values.size();
      CAPTURE(form, pattern);
      constexpr double kBeta = 0.6;
      Clamped const clamped = kind_of(model).clamp(model, held);
      double const expected = kind_of(model).log_unnormalised(model, kBeta, whole)[0],
                   found = kind_of(model).log_unnormalised(clamped.model, kBeta, free)[0];
      CHECK(std::abs(found - kBeta * clamped.energy - expected) < 1e-12 * (1 + std::abs(expected)));
    }
}

TEST_CASE("reals are held at any number, categories at those there are") {
  auto const hold = [](char const* form, double value) {
    Record const machine = generate_model(form);
    return refused([&] { kind_of(machine).clamp(machine, {value, kFree, kFree}); });
  };
  CHECK_THAT(hold("rbm:3x2,visible=gaussian", std::numeric_limits<double>::infinity()),
             Contains("unit 0 held at inf (its values are finite numbers)"));
  for (double const value : {-1.0, 0.5, 3.0})
    CHECK_THAT(hold("rbm:3x2,visible=potts,q=3", value), Contains("(its values are 0 to 2)"));
}

TEST_CASE("bits are not held at -1") {
  Record const machine = generate_model("rbm:3x2");
  CHECK_THAT(refused([&] {
               kind_of(machine).clamp(machine, {-1, kFree, kFree});
             }),
             Contains("unit 0 held at -1"));
}
