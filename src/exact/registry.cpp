#include "exact/registry.hpp"

#include "core/short_form.hpp"
#include "exact/enumeration.hpp"
#include "exact/hopfield_sum.hpp"
#include "exact/kac_ward.hpp"
#include "exact/kaufman.hpp"
#include "exact/normal.hpp"
#include "exact/transfer_matrix.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <exception>
#include <map>

namespace lnz {

std::vector<ExactMethod> const& exact_methods() {
  static std::vector<ExactMethod> const methods = {
      {"enumeration",
       "up to 30 spins, or machines (rbm, dbm, dbn, boltzmann) whose units are up to 30 without a "
       "side "
       "that can be summed out; about 2^units ns",
       enumeration_cost, enumeration},
      {"transfer-matrix",
       "lattices with layers of up to 24 sites across an open axis, about 18 across a periodic one",
       transfer_matrix_cost, transfer_matrix},
      {"kaufman", "2D tori of one coupling, no field; microseconds", kaufman_cost, kaufman},
      {"kac-ward", "open 2D lattices of any couplings, no field; 256 x 256 in a second",
       kac_ward_cost, kac_ward},
      {"hopfield-sum",
       "Hopfield networks: sums over magnetisations of classes of spins that stand alike in all "
       "patterns; any size for 2 patterns, 24 to 30 spins at worst",
       hopfield_sum_cost, hopfield_sum},
      {"normal", "RBMs with two Gaussian layers: a determinant", normal_cost, normal},
  };
  return methods;
}

namespace {

/// The methods that apply, cheapest first; throws ConfigError if there is none.
std::vector<ExactMethod const*> by_cost(Record const& model) {
  std::multimap<double, ExactMethod const*> methods;
  std::string reasons;
  for (auto const& method : exact_methods()) {
    std::string why_not;
    double const cost = method.cost(model, why_not);
    if (cost >= 0) {
      methods.emplace(cost, &method);
    } else {
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "; ", method.name, why_not);
    }
  }
  if (methods.empty())
    throw ConfigError(
        fmt::format("{}: no exact method applies ({}); estimate ln Z with lnz ais or lnz rex",
                    model.source, reasons));
  std::vector<ExactMethod const*> sorted;
  for (auto const& [cost, method] : methods) sorted.push_back(method);
  return sorted;
}

ExactMethod const& named(Record const& model, std::string const& name) {
  std::vector<std::string> names = {"auto"};
  for (auto const& method : exact_methods()) {
    names.push_back(method.name);
    if (method.name != name) continue;
    std::string why_not;
    if (method.cost(model, why_not) < 0)
      throw ConfigError(
          fmt::format("exact.method = {} ({}: it {}); use auto", name, model.source, why_not));
    return method;
  }
  throw ConfigError(fmt::format("exact.method = {} (no such method: {}); did you mean {}?", name,
                                fmt::join(names, ", "), nearest(name, names)));
}

ExactAnswer solved(ExactMethod const& method, Record const& model, double beta) {
  ExactAnswer answer{method.solve(model, beta), method.name};
  if (!std::isfinite(answer.log_z))
    throw ConfigError(
        fmt::format("beta = {} (ln Z exceeds floating-point numbers); use a smaller beta", beta));
  return answer;
}

}  // namespace

ExactAnswer exact_log_z(Record const& model, double beta, std::string const& method) {
  if (!std::isfinite(beta))
    throw ConfigError(fmt::format("beta = {} (not an inverse temperature); give a number", beta));
  if (method != "auto") return solved(named(model, method), model, beta);
  // Some refuse at certain beta only, and then the next may know.
  std::exception_ptr refusal;
  for (ExactMethod const* candidate : by_cost(model)) {
    try {
      return solved(*candidate, model, beta);
    } catch (ConfigError const&) {
      if (!refusal) refusal = std::current_exception();
    }
  }
  std::rethrow_exception(refusal);
}

}  // namespace lnz
