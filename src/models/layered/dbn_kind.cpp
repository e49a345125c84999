#include "models/checked_model.hpp"
#include "models/kinds.hpp"
#include "models/layered/bipartite.hpp"
#include "models/layered/drawn_below.hpp"
#include "models/layered/layered_parameters.hpp"
#include "models/layered/layered_values.hpp"
#include "models/rbm/log_z_bound.hpp"
#include "models/rbm/rbm_path.hpp"

#include <utility>

namespace lnz {
namespace {

/// beta is that of the top two layers; the directed ones are always taken as they are.
RbmParameters top_of(Record const& model, double beta) {
  return at_temperature(top_rbm(layered_parameters(model, "dbn")), beta);
}

/// The chains' units are those of the layer below the top one; what users see follows layer by
/// layer.
ModelHandle make(Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
  ModelHandle path = rbm_path(top_of(model, beta), reference, sampling);
  LayeredParameters net = layered_parameters(model, "dbn");
  std::size_t const visible = net.layers[0];
  path.readout = {visible, false,
                  [net = std::move(net)](std::span<double const> units, Stream& random) {
                    std::vector<double> above(units.begin(), units.end());
                    for (std::size_t l = net.depth() - 1; l-- > 0;)
                      above = drawn_below(net, l, above, random);
                    return above;
                  }};
  return path;
}

std::vector<double> values(Record const& model, double beta, DataSet const& data) {
  return log_unnormalised(at_temperature(layered_parameters(model, "dbn"), beta), model.source,
                          data);
}

double bound(Record const& model, double beta, std::uint64_t seed) {
  return log_z_bound(top_of(model, beta), seed);
}

std::string describe(Record const& model) {
  return times(layered_parameters(model, "dbn").layers) + ", the top two an RBM";
}

}  // namespace

ModelKind dbn_kind() {
  return {
      .name = "dbn",
      .summary = "deep belief net of bits: directed layers, the top two an RBM, whose ln Z it has",
      .short_form = "dbn:784x500x1000,weights=normal,scale=0.05,bias=0,seed=1",
      .wants_pilot = true,
      .moves = {"gibbs"},
      .generate = generate_layered,
      .make = make,
      .log_unnormalised = values,
      .describe = describe,
      .log_z_bound = bound,
      .sums_hidden_out = [](Record const& model) {
        return model.integer_list("@layers").size() == 2;
      }};
}

}  // namespace lnz
