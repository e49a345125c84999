#include "bench/row.hpp"
#include "bench/sgemm_step.hpp"
#include "models/rbm/rbm.hpp"
#include "parallel/threads.hpp"

#include <fmt/format.h>

#include <memory>
#include <type_traits>

namespace lnz {
namespace {

struct Size {
  std::size_t visible, hidden;
  int chains;
};

/// The size of the published machines first, then few chains of it, then other sizes.
constexpr Size kSizes[] = {{784, 500, 1000},  {784, 500, 256},   {784, 500, 64},
                           {784, 500, 8},     {100, 50, 1000},   {256, 128, 1000},
                           {1024, 512, 1000}, {2048, 2048, 256}, {4096, 4096, 256}};

RbmParameters machine(Size const& size) {
  return rbm_parameters(
      generate_model(fmt::format("rbm:{}x{},scale=0.05", size.visible, size.hidden)));
}

/// Temperatures as far apart as those of 14,500 published ones, from 0.5 up, over and over.
class Ladder {
 public:
  double from() const { return 0.5 + kStep * static_cast<double>(at_); }
  double to() const { return from() + kStep; }
  void climb() { at_ = (at_ + 1) % 1000; }

 private:
  static constexpr double kStep = 1e-4;
  int at_ = 0;
};

/// A sweep in so many has hidden flips.
std::uint64_t period_of_flips(std::size_t hidden) {
  HiddenFlips const flips({1, hidden, std::vector<double>(hidden), {}, {}}, {});
  std::uint64_t period = 1;
  while (!flips.in(period)) ++period;
  return period;
}

/// What annealing does to a block at a temperature.
template <class Sum>
class Annealing {
 public:
  Annealing(RbmParameters const& machine, int chains)
      : model_(machine, std::is_same_v<Sum, float> ? unrounded(machine) : rounded(machine), {}),
        state_(drawn(chains)),
        from_(state_.v.lanes),
        to_(state_.v.lanes),
        change_(state_.v.lanes),
        log_weight_(state_.v.lanes) {}

  /// `step` decides whether the sweep has hidden flips.
  void operator()(std::uint64_t step) {
    from_.assign(from_.size(), ladder_.from());
    to_.assign(to_.size(), ladder_.to());
    model_.log_ratio(state_, from_, to_, change_);
    for (std::size_t l = 0; l < change_.size(); ++l) log_weight_[l] += change_[l];
    Stream random(1, Purpose::sweep, 0, step);
    model_.sweep(state_, to_, random);
    ladder_.climb();
  }

 private:
  auto drawn(int chains) const {
    Stream random(1, Purpose::reference, 0, 0);
    return model_.draw_reference(chains, random);
  }

  Rbm<Sum> model_;
  typename Rbm<Sum>::State state_;
  std::vector<double> from_, to_, change_, log_weight_;
  Ladder ladder_;
};

/// Sweeps without and with hidden flips, in the proportion of a run.
template <class Sum>
Side side(std::shared_ptr<Annealing<Sum>> const& annealing, Size const& size, int threads) {
  std::uint64_t const period = period_of_flips(size.hidden);
  auto const lanes = static_cast<double>(size.chains), share = 1 / static_cast<double>(period);
  auto const sweeps = [&](auto next_step) -> std::function<void()> {
    return [=, step = std::uint64_t{0}]() mutable {
      set_thread_count(threads);
      (*annealing)(step = next_step(step));
    };
  };
  Side out{{sweeps([=](std::uint64_t step) { return step + period; }), lanes, share}};
  if (period > 1)
    out.push_back(
        {sweeps([=](std::uint64_t step) { return step + 1 + (step % period == period - 1); }),
         lanes, 1 - share});
  return out;
}

template <class Sum>
Contest against_sgemm(Size const& size) {
  RbmParameters const parameters = machine(size);
  Contest out{side(std::make_shared<Annealing<Sum>>(parameters, size.chains), size, 1), {}};
  if (OpenBlas const* const blas = OpenBlas::find()) {
    auto const step =
        std::make_shared<SgemmStep>(*blas, parameters, static_cast<std::size_t>(size.chains));
    auto const ladder = std::make_shared<Ladder>();
    out.reference = Side{{[=] {
                            (*step)(ladder->from(), ladder->to());
                            ladder->climb();
                          },
                          static_cast<double>(size.chains)}};
  }
  return out;
}

template <class Sum>
Contest against_one_thread(Size const& size) {
  auto const annealing = std::make_shared<Annealing<Sum>>(machine(size), size.chains);
  return {side(annealing, size, 2), side(annealing, size, 1)};
}

template <class Sum>
void add_rows(std::string const& precision, std::vector<Row>& rows) {
  auto const row = [&](Size const& size, std::string const& suffix, std::string const& reference,
                       int threads, auto make) {
    rows.push_back({"rbm step " + precision + suffix,
                    fmt::format("{}x{}x{}", size.visible, size.hidden, size.chains),
                    "chain and temperature", reference, threads,
                    2.0 * static_cast<double>(size.visible * size.hidden),
                    [=] { return make(size); }});
  };
  for (Size const& size : kSizes) row(size, "", "sgemm step", 1, against_sgemm<Sum>);
  row(kSizes[0], ", 2 threads", "one thread", 2, against_one_thread<Sum>);
}

}  // namespace

std::vector<Row> rbm_rows() {
  std::vector<Row> rows;
  add_rows<std::int16_t>("int16", rows);
  add_rows<float>("float32", rows);
  return rows;
}

}  // namespace lnz
