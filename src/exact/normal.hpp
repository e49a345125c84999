#pragma once

#include "exact/registry.hpp"

namespace lnz {

/// An rbm whose units are all Gaussian, see NormalMachine.
double normal_cost(Record const& model, std::string& why_not);
ExactLogZ normal(Record const& model, double beta);

}  // namespace lnz
