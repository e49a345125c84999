#include "likelihood/methods.hpp"
#include "models/registry.hpp"

namespace lnz {
namespace {

bool takes(Record const& model, std::string& why_not) {
  why_not = "needs hidden units that can be summed out for a given v";
  ModelKind const& kind = kind_of(model);
  return kind.log_unnormalised && (!kind.sums_hidden_out || kind.sums_hidden_out(model));
}

LogValues evaluate(LikelihoodTask const& task) {
  LogValues out;
  out.value = kind_of(task.model).log_unnormalised(task.model, task.beta, task.data);
  out.std_error.assign(out.value.size(), 0);
  return out;
}

}  // namespace

LikelihoodMethod exact_likelihood() {
  return {.name = "exact",
          .summary = "exact but for ln Z, where the hidden units can be summed out",
          .bound = Bound::exact,
          .leaves_out_z = true,
          .takes = takes,
          .evaluate = evaluate};
}

}  // namespace lnz
