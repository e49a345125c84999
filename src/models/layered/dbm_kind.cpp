#include "lnz/error.hpp"
#include "models/checked_model.hpp"
#include "models/first_units.hpp"
#include "models/kinds.hpp"
#include "models/layered/bipartite.hpp"
#include "models/layered/clamp_dbm.hpp"
#include "models/layered/layered_parameters.hpp"
#include "models/layered/layered_values.hpp"
#include "models/rbm/log_z_bound.hpp"
#include "models/rbm/rbm_path.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

std::vector<std::size_t> layers_of(Record const& model) {
  return layered_parameters(model, "dbm").layers;
}

RbmParameters sides_of(Record const& model, double beta) {
  return at_temperature(even_and_odd(layered_parameters(model, "dbm")), beta);
}

/// The chains' units are the even layers, h0 first, which users see; the odd layers are summed out.
/// A reference is
/// of h0 (a data set's base rates; the other layers start uniform, Salakhutdinov & Hinton 2009) or
/// of all these units (a pilot's).
///
/// Sums over the even layers instead would be as exact. Variance of ln w at equal rungs from a
/// pilot's reference, even layers summed out over odd ones: 1.3 (784 x 500 x 1000 trained on
/// images, the same processor time), 0.7 (the same shape, random weights), 1.1 and 0.7
/// (100 x 18 x 12 and 6 x 5 x 4, random), the first of these in a sixth of the time for want of
/// hidden flips. But only a reference of h0 knows the data's base rates, and on the trained machine
/// it is what counts most: it gives 0.3 of the variance of a pilot's (two seeds each).
ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  RbmParameters const sides = sides_of(model, beta);
  Reference all = reference;
  std::size_t const given = all.mean.size(), visible = layers_of(model).front();
  if (given == visible) all.mean.resize(sides.visible, 0.5);
  if (given != 0 && given != visible && given != sides.visible)
    throw ConfigError(fmt::format(
        "reference has {} units (the model has {} visible ones); give a data set of that width",
        given, visible));
  ModelHandle path = rbm_path(sides, all, sampling);
  path.readout = first_units(visible);
  return path;
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  return log_unnormalised(at_temperature(layered_parameters(model, "dbm"), beta), model.source,
                          data);
}

double bound(Record const& model, double beta, std::uint64_t seed) {
  return log_z_bound(sides_of(model, beta), seed);
}

std::string describe(Record const& model) { return times(layers_of(model)); }

}  // namespace

ModelKind dbm_kind() {
  return {.name = "dbm",
          .summary = "deep Boltzmann machine of bits, E = -sum b_l.h_l - sum h_l' W_(l+1) h_(l+1)",
          .short_form = "dbm:784x500x1000,weights=normal,scale=0.05,bias=0,seed=1",
          .wants_pilot = true,
          .moves = {"gibbs"},
          .generate = generate_layered,
          .make = make,
          .log_unnormalised = values,
          .describe = describe,
          .log_z_bound = bound,
          .sums_hidden_out =
              [](Record const& model) { return model.integer_list("@layers").size() == 2; },
          .clamp = clamp_dbm};
}

}  // namespace lnz
