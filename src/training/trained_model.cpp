#include "training/trained_model.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

namespace lnz {
namespace {

/// Any vector or block of floats, row by row.
std::vector<double> doubles(auto const& x) {
  std::vector<double> out;
  out.reserve(static_cast<std::size_t>(x.size()));
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index j = 0; j < x.cols(); ++j) out.push_back(static_cast<double>(x(i, j)));
  return out;
}

void set_matrix(Record& model, std::string const& key, auto const& x) {
  model.set(key, {static_cast<std::size_t>(x.rows()), static_cast<std::size_t>(x.cols())},
            doubles(x));
}

Record of_kind(std::string const& kind) {
  Record model;
  model.attributes["@kind"] = kind;
  return model;
}

}  // namespace

Record rbm_record(FloatRbm const& machine) {
  Record model = of_kind("rbm");
  model.attributes["@visible"] = std::string("bernoulli");
  set_matrix(model, "W", machine.W);
  model.set("b", doubles(machine.b));
  model.set("c", doubles(machine.c));
  return model;
}

Record gaussian_record(FloatRbm const& machine, Spread const& spread) {
  Record model = of_kind("rbm");
  model.attributes["@visible"] = std::string("gaussian");
  Matrix const W = spread.sigma.transpose().asDiagonal() * machine.W;
  set_matrix(model, "W", W);
  model.set("b", doubles(spread.mean + spread.sigma.cwiseProduct(machine.b)));
  model.set("c", doubles(machine.c - spread.mean.cwiseQuotient(spread.sigma) * machine.W));
  model.set("sigma", doubles(spread.sigma));
  return model;
}

Record dbn_record(std::vector<FloatRbm> const& learnt) {
  Record model = of_kind("dbn");
  std::vector<std::int64_t> sizes;
  for (std::size_t l = 0; l < learnt.size(); ++l) {
    sizes.push_back(learnt[l].b.size());
    model.set(fmt::format("b{}", l), doubles(learnt[l].b));
    set_matrix(model, fmt::format("W{}", l + 1), learnt[l].W);
    if (l + 1 < learnt.size())
      model.set(fmt::format("recognition_b{}", l + 1), doubles(learnt[l].c));
  }
  sizes.push_back(learnt.back().c.size());
  model.set(fmt::format("b{}", learnt.size()), doubles(learnt.back().c));
  model.attributes["@layers"] = std::move(sizes);
  return model;
}

Record dbm_record(DbmLayers const& layers, FloatRbm const& machine) {
  Record model = of_kind("dbm");
  std::vector<std::int64_t> sizes;
  for (std::size_t l = 0; l < layers.count(); ++l) {
    sizes.push_back(layers.size(l));
    Row const bias = (l % 2 == 0 ? machine.b : machine.c).segment(layers.first(l), layers.size(l));
    model.set(fmt::format("b{}", l), doubles(bias));
    if (l + 1 == layers.count()) break;
    Matrix W = layers.block(machine.W, l);
    if (l % 2 == 1) W = Matrix(W.transpose());
    set_matrix(model, fmt::format("W{}", l + 1), W);
  }
  model.attributes["@layers"] = std::move(sizes);
  return model;
}

}  // namespace lnz
