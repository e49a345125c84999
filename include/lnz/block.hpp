#pragma once

#include "lnz/tempered_model.hpp"
#include "lnz/unit_bits.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace lnz {

/// The state of a few chains of some model: the unit of work, of randomness and of
/// arithmetic. Blocks are dealt to ranks and threads; a block's numbers depend on
/// (seed, id, lanes) and never on the deal.
///
/// Erases the model's type at one virtual call per sweep. Inside `sweep` all calls
/// are static.
class Block {
 public:
  /// Draws `lanes` chains from the model's reference.
  template <TemperedModel M>
  Block(std::shared_ptr<M const> model, std::uint64_t seed, std::uint32_t id, int lanes)
      : chains_(std::make_unique<Chains<M>>(std::move(model), seed, id, lanes)) {}

  int lanes() const { return chains_->lanes; }
  std::uint32_t id() const { return chains_->id; }

  /// One Markov step of lane i at beta[i], with the random numbers of (seed, id, step).
  void sweep(ConstLanes beta, std::uint64_t step) { chains_->sweep(beta, step); }

  /// out[i] = ln f_{to[i]}(x_i) - ln f_{from[i]}(x_i).
  void log_ratio(ConstLanes from, ConstLanes to, Lanes out) const {
    chains_->log_ratio(from, to, out);
  }

  /// Units of all lanes, lanes x unit_count, row-major; of a team, on its first rank.
  std::vector<double> units() const { return chains_->units(); }

  /// see(lane, its units) of every lane, in turn; of a team, on its first rank.
  void each_lane(std::function<void(int, std::span<double const>)> const& see) const {
    chains_->each_lane(see);
  }

  /// Bytes that `load` turns back into this very state, saved_size() of them; of a team, on its
  /// first rank. It takes units as they are in memory, too, unit_size() bytes.
  std::vector<std::byte> save() const { return chains_->save(); }
  std::size_t saved_size() const { return chains_->saved_size(); }
  std::size_t unit_size() const { return chains_->unit_size(); }
  void load(std::span<std::byte const> saved) { chains_->load(saved); }

 private:
  struct Interface {
    Interface(std::uint64_t s, std::uint32_t i, int n) : seed(s), id(i), lanes(n) {}
    virtual ~Interface() = default;
    virtual void sweep(ConstLanes beta, std::uint64_t step) = 0;
    virtual void log_ratio(ConstLanes from, ConstLanes to, Lanes out) const = 0;
    virtual std::vector<double> units() const = 0;
    virtual void each_lane(std::function<void(int, std::span<double const>)> const& see) const = 0;
    virtual std::vector<std::byte> save() const = 0;
    virtual std::size_t saved_size() const = 0;
    virtual std::size_t unit_size() const = 0;
    virtual void load(std::span<std::byte const> saved) = 0;
    std::uint64_t seed;
    std::uint32_t id;
    int lanes;
  };

  template <TemperedModel M>
  struct Chains final : Interface {
    using Unit = typename M::Unit;

    Chains(std::shared_ptr<M const> m, std::uint64_t seed, std::uint32_t id, int lanes)
        : Interface(seed, id, lanes), model(std::move(m)), state(drawn(*model, seed, id, lanes)) {}

    static typename M::State drawn(M const& model, std::uint64_t seed, std::uint32_t id,
                                   int lanes) {
      Stream random(seed, Purpose::reference, id, 0);
      return model.draw_reference(lanes, random);
    }
    void sweep(ConstLanes beta, std::uint64_t step) override {
      Stream random(seed, Purpose::sweep, id, step);
      model->sweep(state, beta, random);
    }
    void log_ratio(ConstLanes from, ConstLanes to, Lanes out) const override {
      model->log_ratio(state, from, to, out);
    }
    std::vector<double> units() const override {
      std::vector<Unit> const units = model->units(state);
      return {units.begin(), units.end()};
    }
    void each_lane(std::function<void(int, std::span<double const>)> const& see) const override {
      std::vector<Unit> const units = model->units(state);
      std::size_t const count = model->unit_count();
      std::vector<double> lane(count);
      for (std::size_t first = 0; first < units.size(); first += count) {
        std::copy_n(units.begin() + static_cast<std::ptrdiff_t>(first), count, lane.begin());
        see(static_cast<int>(first / count), lane);
      }
    }
    std::vector<std::byte> save() const override {
      std::vector<Unit> const units = model->units(state);
      if constexpr (kHasBits)
        if (takes_bits()) return pack_units(units, model->unit_count());
      auto const bytes = std::as_bytes(std::span(units));
      return {bytes.begin(), bytes.end()};
    }
    std::size_t saved_size() const override {
      return takes_bits() ? static_cast<std::size_t>(lanes) * bytes_of_bits(model->unit_count())
                          : unit_size();
    }
    std::size_t unit_size() const override {
      return static_cast<std::size_t>(lanes) * model->unit_count() * sizeof(Unit);
    }
    void load(std::span<std::byte const> saved) override {
      state = model->restore(units_of(saved), lanes);
    }

    static constexpr bool kHasBits = requires(M const& m) { m.lowest_unit(); };

    /// A single unit is kept as it is, so that sizes tell bits from units.
    bool takes_bits() const { return kHasBits && model->unit_count() > 1; }

    std::vector<Unit> units_of(std::span<std::byte const> saved) const {
      if constexpr (kHasBits)
        if (takes_bits() && saved.size() != unit_size())
          return unpack_units(saved, model->unit_count(), model->lowest_unit());
      std::vector<Unit> units(saved.size() / sizeof(Unit));
      if (!units.empty()) std::memcpy(units.data(), saved.data(), units.size() * sizeof(Unit));
      return units;
    }

    std::shared_ptr<M const> model;
    typename M::State state;
  };

  std::unique_ptr<Interface> chains_;
};

}  // namespace lnz
