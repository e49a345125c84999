#include "lnz/log_sum.hpp"
#include "lnz/stream.hpp"
#include "training/dbm_learner.hpp"
#include "training/examples.hpp"
#include "training/stages.hpp"
#include "training/tiny_dbm.hpp"
#include "training/tiny_rbm.hpp"
#include "training/training.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace lnz;

namespace {

/// The 14 images of side 3 made of full rows or of full columns, many times.
DataSet bars_and_stripes() {
  std::vector<float> images;
  for (std::uint32_t pattern = 0; pattern < 8; ++pattern)
    for (std::uint32_t i = 0; i < 9; ++i) images.push_back(pattern >> i / 3 & 1 ? 1.0f : 0.0f);
  for (std::uint32_t pattern = 1; pattern < 7; ++pattern)
    for (std::uint32_t i = 0; i < 9; ++i) images.push_back(pattern >> i % 3 & 1 ? 1.0f : 0.0f);
  DataSet data{"bars and stripes", 14 * 30, 9, {}};
  for (int copy = 0; copy < 30; ++copy)
    data.values.insert(data.values.end(), images.begin(), images.end());
  return data;
}

/// The two sides of a dbm record of three layers.
FloatRbm sides(Record const& model, DbmLayers const& layers) {
  FloatRbm machine = FloatRbm::zero(layers.even(), layers.odd());
  auto const read = [&](std::string const& key, Eigen::Index rows, Eigen::Index columns) -> Matrix {
    std::vector<double> const values = model.reals(key);
    return Eigen::Map<Eigen::Matrix<double, -1, -1, Eigen::RowMajor> const>(values.data(), rows,
                                                                            columns)
        .cast<float>();
  };
  machine.W << read("W1", layers.size(0), layers.size(1)),
      read("W2", layers.size(1), layers.size(2)).transpose();
  machine.b << read("b0", 1, layers.size(0)), read("b2", 1, layers.size(2));
  machine.c = read("b1", 1, layers.size(1));
  return machine;
}

double mean_log_likelihood(FloatRbm const& machine, DbmLayers const& layers, DataSet const& data) {
  double sum = 0;
  for (std::size_t r = 0; r < 14; ++r)
    sum += tiny::log_unnormalised(machine, layers, {data.row(r).begin(), data.row(r).end()});
  return sum / 14 - tiny::log_z(machine, layers);
}

}  // namespace

TEST_CASE("a deep Boltzmann machine learns most of what ties bars and stripes",
          "[exact][training]") {
  DataSet const data = bars_and_stripes();
  DbmLayers const layers({9, 8, 4});
  TrainingOptions const options{.machine = "dbm",
                                .hidden = {8, 4},
                                .steps = 5,
                                .epochs = 250,
                                .pretraining = 50,
                                .batch = 60,
                                .rate = 0.1,
                                .weight_decay = 0,
                                .initial_scale = 0.1,
                                .centred = true,
                                .tracked = 100};
  double followed = 0, error = 0;
  Training training(
      data, options,
      [&](TrainingReport const& report) {
        if (!report.figures.contains("log_z")) return;
        followed = report.figures.at("log_z");
        error = report.figures.at("log_z_error");
      },
      Communicator::self());
  training.advance(training.steps());
  FloatRbm const machine = sides(training.model(), layers);
  double const reached = mean_log_likelihood(machine, layers, data), best = -std::log(14.0),
               independent = -9 * std::log(2.0);
  INFO("mean ln p " << reached << ", best " << best);
  CHECK(reached > best - (best - independent) / 5);
  CHECK(reached < best + 1e-6);
  INFO("ln Z " << followed << " +- " << error << ", exact " << tiny::log_z(machine, layers));
  CHECK(std::abs(followed - tiny::log_z(machine, layers)) < 4 * error);
}

TEST_CASE("the likelihood that is followed of a belief net is the bound of the list of states",
          "[exact][training]") {
  DataSet const data = bars_and_stripes();
  TrainingOptions const options{.machine = "dbn",
                                .hidden = {5, 3},
                                .epochs = 30,
                                .batch = 60,
                                .rate = 0.1,
                                .initial_scale = 0.1,
                                .tracked = 100};
  TrainingReport last;
  Training training(
      data, options, [&](TrainingReport const& report) { last = report; }, Communicator::self());
  training.advance(training.steps());
  Record const net = training.model();
  auto const W = net.reals("W1"), W2 = net.reals("W2"), b0 = net.reals("b0"), b1 = net.reals("b1"),
             b2 = net.reals("b2"), up = net.reals("recognition_b1");
  std::vector<double> top(32);  // ln p* of h1
  for (std::size_t h = 0; h < 32; ++h) {
    for (std::size_t j = 0; j < 5; ++j) top[h] += (h >> j & 1) * b1[j];
    for (std::size_t k = 0; k < 3; ++k) {
      double field = b2[k];
      for (std::size_t j = 0; j < 5; ++j) field += (h >> j & 1) * W2[j * 3 + k];
      top[h] += softplus(field);
    }
  }
  double const log_z = log_sum_exp(top);
  constexpr std::size_t kDraws = 2000;
  double bound = 0, variance = 0;
  for (std::size_t k = 0; k < kDraws; ++k) {
    auto const v = data.row(k * data.rows / kDraws);
    double mean = 0, square = 0;
    for (std::size_t h = 0; h < 32; ++h) {
      double log_q = 0, log_p = 0;
      for (std::size_t j = 0; j < 5; ++j) {
        double field = up[j];
        for (std::size_t i = 0; i < 9; ++i) field += static_cast<double>(v[i]) * W[i * 5 + j];
        log_q += (h >> j & 1) * field - softplus(field);
      }
      for (std::size_t i = 0; i < 9; ++i) {
        double field = b0[i];
        for (std::size_t j = 0; j < 5; ++j) field += (h >> j & 1) * W[i * 5 + j];
        log_p += static_cast<double>(v[i]) * field - softplus(field);
      }
      double const weight = log_p + top[h] - log_q;
      mean += std::exp(log_q) * weight;
      square += std::exp(log_q) * weight * weight;
    }
    bound += mean / kDraws;
    variance += (square - mean * mean) / kDraws / kDraws;
  }
  double const error = std::hypot(last.figures.at("log_z_error"), std::sqrt(variance));
  INFO("ln p >= " << last.figures.at("log_likelihood") << " +- " << error << ", exact "
                  << bound - log_z);
  CHECK(std::abs(last.figures.at("log_z") - log_z) < 4 * last.figures.at("log_z_error"));
  CHECK(std::abs(last.figures.at("log_likelihood") - (bound - log_z)) < 4 * error);
  CHECK(error < 0.1);
}

TEST_CASE("a belief net is trained from below, a deep machine then as a whole", "[training]") {
  TrainingOptions options{.machine = "dbn", .hidden = {5, 4, 3}, .epochs = 7, .pretraining = 2};
  auto const net = stages(options);
  REQUIRE(net.size() == 3);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(net[k].layer == k);
    CHECK(net[k].epochs == 7);
    CHECK(net[k].doubling.up == 1);
    CHECK(net[k].doubling.down == 1);
  }
  options.machine = "dbm";
  auto const deep = stages(options);
  REQUIRE(deep.size() == 4);
  CHECK(deep[3].together);
  CHECK(deep[3].epochs == 7);
  std::vector<float> up, down;
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(deep[k].epochs == 2);
    up.push_back(deep[k].doubling.up);
    down.push_back(deep[k].doubling.down);
  }
  CHECK(up == std::vector<float>{2, 2, 1});
  CHECK(down == std::vector<float>{1, 2, 2});
}

TEST_CASE("examples go up through learnt layers with the probabilities of their units",
          "[statistics][training]") {
  DataSet const data{"one image", 1, 3, {1, 0, 1}};
  FloatRbm const layer = tiny::to_float(tiny::random_rbm(3, 4, 1, 5));
  for (float const up : {1.0f, 2.0f}) {
    Examples examples(data);
    examples.add(layer, {.up = up, .down = 1}, 1);
    std::vector<std::size_t> const rows(20'000, 0);
    PackedBits const h = examples.drawn(rows, 1, 1);
    for (std::size_t j = 0; j < 4; ++j) {
      auto const k = static_cast<Eigen::Index>(j);
      double const p = logistic(
                       static_cast<double>(layer.c[k] + up * (layer.W(0, k) + layer.W(2, k)))),
                   n = static_cast<double>(rows.size());
      double ones = 0;
      for (std::size_t l = 0; l < rows.size(); ++l) ones += h.test(j, l);
      CHECK(std::abs(ones / n - p) < 4 * std::sqrt(p * (1 - p) / n));
    }
  }
}

TEST_CASE("layers join with their weights and the mean of what either says of a bias",
          "[exact][training]") {
  DbmLayers const layers({3, 4, 2, 5});
  std::vector<FloatRbm> learnt;
  for (std::size_t l = 0; l < 3; ++l)
    learnt.push_back(
        tiny::to_float(tiny::random_rbm(static_cast<std::size_t>(layers.size(l)),
                                        static_cast<std::size_t>(layers.size(l + 1)), 1, 1 + l)));
  FloatRbm const whole = joined(layers, learnt);
  CHECK(whole.W.block(0, 0, 3, 4) == learnt[0].W);
  CHECK(whole.W.block(3, 0, 2, 4) == learnt[1].W.transpose());
  CHECK(whole.W.block(3, 4, 2, 5) == learnt[2].W);
  CHECK(whole.W.block(0, 4, 3, 5).isZero(0));
  CHECK(whole.b.head(3) == learnt[0].b);
  CHECK(whole.c.head(4).isApprox((learnt[0].c + learnt[1].b) / 2));
  CHECK(whole.b.tail(2).isApprox((learnt[1].c + learnt[2].b) / 2));
  CHECK(whole.c.tail(5) == learnt[2].c);
}

TEST_CASE("layers that are no neighbours get no weights by learning", "[training]") {
  DataSet const data = bars_and_stripes();
  DbmLayers const layers({9, 5, 4, 3});
  TrainingOptions const options{.batch = 60, .rate = 0.1, .centred = true};
  FloatRbm const start = tiny::random_dbm(layers, 0.3, 1);
  DbmLearner learner(data, layers, start, options, 1);
  std::vector<std::size_t> rows(60);
  for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = r;
  for (std::uint64_t update = 1; update <= 5; ++update) learner.update(rows, {update, 0});
  FloatRbm const learnt = learner.machine();
  CHECK(learnt.W.topRightCorner(9, 3).isZero(0));
  CHECK(learnt.W.topLeftCorner(9, 5) != start.W.topLeftCorner(9, 5));
  CHECK(learnt.W.bottomRightCorner(4, 3) != start.W.bottomRightCorner(4, 3));
}
