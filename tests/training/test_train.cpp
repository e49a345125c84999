#include "lnz/error.hpp"
#include "lnz/log_sum.hpp"
#include "parallel/threads.hpp"
#include "training/tiny_rbm.hpp"
#include "training/training.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace lnz;

namespace {

/// The 30 images of side 4 made of full rows or of full columns, `copies` times.
DataSet bars_and_stripes(std::size_t copies) {
  std::vector<float> images;
  for (std::uint32_t pattern = 0; pattern < 16; ++pattern)
    for (std::uint32_t i = 0; i < 16; ++i) images.push_back(pattern >> i / 4 & 1 ? 1.0f : 0.0f);
  for (std::uint32_t pattern = 1; pattern < 15; ++pattern)
    for (std::uint32_t i = 0; i < 16; ++i) images.push_back(pattern >> i % 4 & 1 ? 1.0f : 0.0f);
  DataSet data{"bars and stripes", 30 * copies, 16, {}};
  for (std::size_t copy = 0; copy < copies; ++copy)
    data.values.insert(data.values.end(), images.begin(), images.end());
  return data;
}

double const kBest = -std::log(30.0);             // all images alike probable
double const kIndependent = -16 * std::log(2.0);  // every pixel a fair coin

TrainingOptions for_bars_and_stripes() {
  return {.hidden = {16},
          .method = "cd",
          .epochs = 300,
          .batch = 60,
          .rate = 0.1,
          .weight_decay = 0,
          .initial_scale = 0.1};
}

double reached_by(TrainingOptions const& options) {
  DataSet const data = bars_and_stripes(20);
  return tiny::mean_log_likelihood(tiny::trained(data, options), data);
}

TrainingOptions quick() {
  return {.hidden = {5}, .epochs = 2, .batch = 20, .rate = 0.1, .initial_scale = 0.1};
}

std::string message(DataSet const& data, TrainingOptions const& options) {
  try {
    tiny::trained(data, options);
  } catch (ConfigError const& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("persistent chains learn bars and stripes to half a nat of the best possible",
          "[exact][training]") {
  auto options = for_bars_and_stripes();
  options.method = "pcd";
  options.steps = 5;
  double const reached = reached_by(options);
  INFO("mean ln p " << reached);
  CHECK(reached > kBest - 0.5);  // seeds 1 to 4 reach 0.30 to 0.36
  CHECK(reached <= kBest + 1e-9);
}

TEST_CASE("contrastive divergence learns three quarters of what ties bars and stripes",
          "[exact][training]") {
  double const reached = reached_by(for_bars_and_stripes());
  INFO("mean ln p " << reached);
  CHECK(reached > kBest - (kBest - kIndependent) / 4);
  CHECK(reached <= kBest + 1e-9);
}

TEST_CASE("centred, contrastive divergence learns nine tenths of it in the same updates",
          "[exact][training]") {
  auto options = for_bars_and_stripes();
  options.centred = true;
  double const reached = reached_by(options);
  INFO("mean ln p " << reached);
  CHECK(reached > kBest - (kBest - kIndependent) / 10);
  CHECK(reached <= kBest + 1e-9);
}

TEST_CASE("visible biases start at the data's log odds and constant pixels stay finite",
          "[exact][training]") {
  DataSet const data{"four", 4, 3, {0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0}};  // means 0, 1, 1/4
  TrainingOptions options{.hidden = {2}, .epochs = 1, .batch = 4, .rate = 1e-30};
  auto const start = tiny::trained(data, options);
  CHECK(start.b[0] == static_cast<double>(static_cast<float>(-std::log(5.0))));
  CHECK(start.b[1] == static_cast<double>(static_cast<float>(std::log(5.0))));
  CHECK(start.b[2] == static_cast<double>(static_cast<float>(-std::log(3.0))));
  for (double c : start.c) CHECK(std::abs(c) < 1e-25);

  options.rate = 0.1;
  options.epochs = 2000;
  auto const trained = tiny::trained(data, options);
  for (auto const* part : {&trained.W, &trained.b, &trained.c})
    for (double x : *part) CHECK(std::isfinite(x));
  CHECK(trained.b[0] < 0);
  CHECK(trained.b[1] > 0);
}

TEST_CASE("initial weights have the standard deviation asked for", "[exact][training]") {
  DataSet const data = bars_and_stripes(1);
  TrainingOptions const options{
      .hidden = {500}, .epochs = 1, .batch = 30, .rate = 1e-30, .initial_scale = 0.2};
  auto const machine = tiny::trained(data, options);
  double sum = 0, square = 0;
  for (double w : machine.W) {
    sum += w;
    square += w * w;
  }
  // 8,000 normal draws: the mean errs by s / sqrt(n), the variance by s^2 sqrt(2 / n).
  double const n = 8000, s = 0.2;
  CHECK(std::abs(sum / n) < 4 * s / std::sqrt(n));
  CHECK(std::abs(square / n - s * s) < 4 * s * s * std::sqrt(2 / n));
}

TEST_CASE("an epoch uses every example once, in a fresh order", "[exact][training]") {
  // Without weights chains hardly see the rows, so reversing these changes b by
  // sum_t rate_t (x_t - reversed x_t) alone. Pixels are no fair coins, for then a unit's likelier
  // value, which 31 bits are drawn against, would turn with the sign of b.
  auto const change = [](int epochs, double final_rate) {
    TrainingOptions const options{.hidden = {1},
                                  .epochs = epochs,
                                  .batch = 5,
                                  .rate = 1e-4,
                                  .final_rate = final_rate,
                                  .momentum = 0,
                                  .initial_scale = 0};
    DataSet data = bars_and_stripes(1);
    for (std::size_t r = 0; r < data.rows; r += 3)
      std::ranges::fill(std::span(data.values).subspan(16 * r, 16), 0.0f);
    DataSet reversed = data;
    for (std::size_t r = 0; r < data.rows; ++r)
      std::ranges::copy(data.row(data.rows - 1 - r),
                        reversed.values.begin() + static_cast<std::ptrdiff_t>(16 * r));
    auto const one = tiny::trained(data, options), two = tiny::trained(reversed, options);
    return Eigen::VectorXd(Eigen::VectorXd::Map(one.b.data(), 16) -
                           Eigen::VectorXd::Map(two.b.data(), 16));
  };
  // At a steady rate the order is lost. If the second epoch repeated the first one's, a rate
  // that falls over both would leave the same change as one that falls over one.
  CHECK(change(1, 1e-4).cwiseAbs().maxCoeff() < 2e-6);  // b in float32 after 6 updates
  CHECK(change(1, 0).cwiseAbs().maxCoeff() > 1e-5);
  CHECK((change(2, 0) - change(1, 0)).cwiseAbs().maxCoeff() > 1e-5);
}

TEST_CASE("the rate falls linearly over the updates", "[exact][training]") {
  // No weights, and steps so small that all runs draw the same bits: b moves by rate * d_t in
  // update t, d_t alike in all. Two updates at rates r, r against r, r/2.
  DataSet const data = bars_and_stripes(1);
  TrainingOptions options{.hidden = {1},
                          .epochs = 2,
                          .batch = 30,
                          .rate = 1e-6,
                          .final_rate = 1e-6,
                          .momentum = 0,
                          .initial_scale = 0};
  auto const steady = tiny::trained(data, options);
  options.final_rate = 0;
  auto const falling = tiny::trained(data, options);
  options.epochs = 1;
  auto const first = tiny::trained(data, options);
  double moved = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    double const second = steady.b[i] - first.b[i];
    CHECK(std::abs(falling.b[i] - (first.b[i] + second / 2)) < 1e-12);
    moved += std::abs(second);
  }
  CHECK(moved > 1e-7);
}

TEST_CASE("threads do not change a trained machine", "[invariance][training]") {
  DataSet const data = bars_and_stripes(7);  // 210 rows: batches of 70, blocks of 23 or 24 lanes
  int const before = thread_count();
  for (std::string const method : {"cd", "pcd"}) {
    TrainingOptions options = quick();
    options.method = method;
    options.centred = true;
    options.batch = 100;
    options.hidden = {3000};  // four tiles of W
    std::vector<RbmParameters> machines;
    std::vector<double> fits;
    for (int threads : {1, 2, 3}) {
      set_thread_count(threads);
      machines.push_back(tiny::trained(data, options, [&](TrainingReport const& report) {
        if (report.epoch == 2) fits.push_back(report.figures.at("pseudo_log_likelihood"));
      }));
    }
    for (std::size_t k : {1u, 2u}) {
      CHECK(machines[k].W == machines[0].W);
      CHECK(machines[k].b == machines[0].b);
      CHECK(machines[k].c == machines[0].c);
      CHECK(fits[k] == fits[0]);
    }
  }
  set_thread_count(before);
}

TEST_CASE("a seed gives one machine and another seed another", "[training]") {
  DataSet const data = bars_and_stripes(2);
  TrainingOptions options = quick();
  auto const one = tiny::trained(data, options), again = tiny::trained(data, options);
  options.seed = 2;
  auto const other = tiny::trained(data, options);
  CHECK(one.W == again.W);
  CHECK(one.W != other.W);
}

TEST_CASE("every epoch is reported once, in order", "[training]") {
  std::vector<int> epochs;
  tiny::trained(bars_and_stripes(2), quick(),
                [&](TrainingReport const& report) { epochs.push_back(report.epoch); });
  CHECK(epochs == std::vector<int>{1, 2});
}

TEST_CASE("impossible training is refused and the message says what to change", "[training]") {
  DataSet const data = bars_and_stripes(1);
  auto const with = [&](auto change) {
    TrainingOptions options = quick();
    change(options);
    return message(data, options);
  };
  double const nan = std::numeric_limits<double>::quiet_NaN();
  using Catch::Contains;
  CHECK_THAT(with([](auto& o) { o.hidden = {0}; }), Contains("--hidden"));
  CHECK_THAT(with([](auto& o) { o.epochs = 0; }), Contains("--epochs"));
  CHECK_THAT(with([](auto& o) { o.steps = 0; }), Contains("--steps"));
  CHECK_THAT(with([](auto& o) { o.batch = 0; }), Contains("--batch"));
  CHECK_THAT(with([](auto& o) { o.batch = 31; }), Contains("set --batch <= 30"));
  CHECK_THAT(with([](auto& o) { o.rate = 0; }), Contains("--rate"));
  CHECK_THAT(with([](auto& o) { o.rate = -1; }), Contains("--rate"));
  CHECK_THAT(with([&](auto& o) { o.rate = nan; }), Contains("--rate"));
  CHECK_THAT(with([&](auto& o) { o.final_rate = nan; }), Contains("--final-rate"));
  CHECK_THAT(with([](auto& o) { o.momentum = 1; }), Contains("--momentum"));
  CHECK_THAT(with([&](auto& o) { o.weight_decay = nan; }), Contains("--weight-decay"));
  CHECK_THAT(with([](auto& o) { o.initial_scale = -1; }), Contains("--initial-scale"));
  CHECK_THAT(with([](auto& o) { o.method = "dc"; }), Contains("cd, pcd"));

  DataSet grey = data;
  grey.values[3 * 16 + 5] = 0.5f;
  CHECK_THAT(message(grey, quick()), Contains("0.5 in row 3, column 5") && Contains("--binarize"));
  grey.values[3 * 16 + 5] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(message(grey, quick()), Contains("--binarize"));
}

TEST_CASE("a machine that diverges is reported, not returned", "[training]") {
  TrainingOptions options = quick();
  options.rate = 1e38;
  options.epochs = 20;
  CHECK_THAT(message(bars_and_stripes(2), options), Catch::Contains("lower --rate"));
}
