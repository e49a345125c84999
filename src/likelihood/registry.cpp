#include "likelihood/registry.hpp"

#include "core/short_form.hpp"
#include "likelihood/methods.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lnz {

std::string_view name(Bound bound) {
  return bound == Bound::exact ? "exact" : bound == Bound::lower ? "lower" : "stochastic";
}

std::vector<LikelihoodMethod> const& likelihood_methods() {
  static std::vector<LikelihoodMethod> const methods{
      exact_likelihood(),    variational_likelihood(), belief_net_likelihood(),
      annealed_likelihood(), raise_likelihood(),       csl_likelihood(),
  };
  return methods;
}

LikelihoodMethod const& likelihood_method(Record const& model, std::string const& name) {
  std::vector<std::string> names = {"auto"};
  std::string reasons;
  for (LikelihoodMethod const& method : likelihood_methods()) {
    names.push_back(method.name);
    if (name != "auto" && name != method.name) continue;
    std::string why_not;
    if (method.takes(model, why_not)) return method;
    if (name == method.name)
      throw ConfigError(
          fmt::format("loglik.method = {} ({}: it {}); use auto", name, model.source, why_not));
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "; ", method.name, why_not);
  }
  if (name == "auto")
    throw ConfigError(
        fmt::format("{}: no likelihood method takes such a model ({}); give one of another kind",
                    model.source, reasons));
  throw ConfigError(fmt::format("loglik.method = {} (no such method: {}); did you mean {}?", name,
                                fmt::join(names, ", "), nearest(name, names)));
}

}  // namespace lnz
