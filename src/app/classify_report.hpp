#pragma once

#include "app/likelihood_report.hpp"
#include "app/options.hpp"
#include "likelihood/classification.hpp"
#include "lnz/log_z.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lnz {

/// What models said of examples, a class each.
struct Classified {
  std::vector<std::string> models;
  std::vector<std::int64_t> class_labels;  ///< what the labels of examples call the classes
  std::vector<LikelihoodReport> said;
  std::vector<ClassValues> classes;
  Classification found;              ///< of several models
  std::vector<std::int64_t> rank;    ///< of every example under one model, the least likely first
  std::vector<std::int64_t> labels;  ///< of the examples, if they are known
  Answer answer;                     ///< verdict and reasons only
};

/// Prints the JSON object, or a line a model and what came of them. Root only.
void report_classified(Classified const& all, Options const& options);

/// The rows file that io/FORMAT.md describes.
Record record_of(Classified const& all, Options const& options, DataSet const& data);

}  // namespace lnz
