#include "app/command.hpp"
#include "app/likelihood_of.hpp"
#include "app/model_path.hpp"

namespace lnz {
namespace {

int loglik(Options const& options, Record const& model) {
  check_likelihood_file(options);
  DataSet const data = examples_for(model, options);
  LikelihoodReport const said = likelihood_of(
      options, model, options.has("ln-z") ? std::optional(options.text("ln-z")) : std::nullopt,
      data, static_cast<std::uint64_t>(options.count("seed", 0)));
  write_likelihood_file(said, options, model, data);
  return report_likelihood(said, options);
}

int run_loglik(Options const& options, Communicator const& comm) {
  Record const model = load_model(options, comm);
  return std::stoi(comm.on_root([&] { return std::to_string(loglik(options, model)); }));
}

std::vector<OptionSpec> options() {
  std::vector<OptionSpec> all = likelihood_options();
  all.push_back(
      {"output,o", "FILE.h5", "", "write the values of all examples and their errors, too", true});
  all.push_back({"overwrite", "", "", "replace an existing output file"});
  return all;
}

}  // namespace

Command loglik_command() {
  return {{"loglik", "",
           "Mean log-likelihood of a data set, with its kind and its error.\n"
           "In the error are that of ln Z and that of the method's own sampling. Runs on one rank, "
           "with\n"
           "its threads.",
           with_common_options(options(), {"model", "beta", "seed", "json"})},
          run_loglik};
}

}  // namespace lnz
