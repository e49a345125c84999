#include "likelihood/methods.hpp"
#include "lnz/error.hpp"
#include "models/layered/bipartite.hpp"
#include "models/layered/mean_field.hpp"
#include "models/row_values.hpp"

#include <algorithm>

namespace lnz {
namespace {

constexpr int kMostRounds = 100;
constexpr Eigen::Index kRows = 2000;  ///< at a time

bool takes(Record const& model, std::string& why_not) {
  why_not = "is of deep Boltzmann machines";
  return model.text("@kind") == "dbm";
}

FloatRbm in_floats(RbmParameters const& machine) {
  using Doubles = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> const;
  auto const even = static_cast<Eigen::Index>(machine.visible),
             odd = static_cast<Eigen::Index>(machine.hidden);
  return {Eigen::Map<Doubles>(machine.W.data(), even, odd).cast<float>(),
          Eigen::Map<Doubles>(machine.b.data(), 1, even).cast<float>(),
          Eigen::Map<Doubles>(machine.c.data(), 1, odd).cast<float>()};
}

LogValues evaluate(LikelihoodTask const& task) {
  LayeredParameters const machine =
      at_temperature(layered_parameters(task.model, "dbm"), task.beta);
  DbmLayers const layers({machine.layers.begin(), machine.layers.end()});
  FloatRbm const sides = in_floats(even_and_odd(machine));
  require_units(task.data, machine.layers.front(), 0);
  LogValues out;
  out.std_error.assign(task.data.rows, 0);
  auto const rows = static_cast<Eigen::Index>(task.data.rows);
  for (Eigen::Index first = 0; first < rows; first += kRows) {
    Eigen::Index const count = std::min(kRows, rows - first);
    Matrix const v =
        Matrix::Map(task.data.row(static_cast<std::size_t>(first)).data(), count, layers.size(0));
    Eigen::VectorXd const bound =
        variational_bound(sides, layers, mean_field(sides, layers, v, kMostRounds));
    out.value.insert(out.value.end(), bound.begin(), bound.end());
  }
  return out;
}

}  // namespace

LikelihoodMethod variational_likelihood() {
  return {.name = "variational",
          .summary = "mean-field lower bound of a dbm, given ln Z",
          .bound = Bound::lower,
          .leaves_out_z = true,
          .takes = takes,
          .evaluate = evaluate};
}

}  // namespace lnz
