#include "models/kinds.hpp"
#include "models/rbm/rbm_family.hpp"

namespace lnz {
namespace {

RbmFamily const& family(Record const& model) { return family_of(rbm_units(model), model.source); }

}  // namespace

ModelKind rbm_kind() {
  return {.name = "rbm",
          .summary = "restricted Boltzmann machine; visible = bernoulli, spin, gaussian or potts",
          .short_form = "rbm:784x500,weights=normal,scale=0.05,bias=0,seed=1",
          .wants_pilot = true,
          .moves = {"gibbs"},
          .generate =
              [](ShortForm const& form) {
                return family_of(rbm_units(form), "model " + form.text).generate(form);
              },
          .make =
              [](Record const& model, double beta, Reference const& reference,
                 Sampling const& sampling) {
                return family(model).make(model, beta, reference, sampling);
              },
          .log_unnormalised =
              [](Record const& model, double beta, DataSet const& data) {
                return family(model).log_unnormalised(model, beta, data);
              },
          .describe = [](Record const& model) { return family(model).describe(model); },
          .has_path = [](Record const& model) { return family(model).has_path; },
          .log_z_bound =
              [](Record const& model, double beta, std::uint64_t seed) {
                return family(model).log_z_bound(model, beta, seed);
              },
          .visits_machines = [](Record const& model) { return family(model).visits_machines; },
          .clamp = [](Record const& model,
                      std::vector<double> const& held) { return family(model).clamp(model, held); },
          .unit_values = [](Record const& model) { return family(model).values; },
          .base_rates = [](Record const& model,
                           DataSet const& data) { return family(model).base_rates(model, data); }};
}

}  // namespace lnz
