#pragma once

#include "core/data_set.hpp"
#include "models/rbm_parameters.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace lnz {

/// How `lnz train` fits a binary RBM.
struct TrainingOptions {
  std::size_t hidden = 16;
  std::string method = "pcd";  ///< "cd" restarts chains at the data, "pcd" keeps them
  int steps = 1;               ///< Gibbs sweeps an update
  int epochs = 10;             ///< passes over the data
  std::size_t batch = 100;     ///< examples an update, and persistent chains
  double rate = 0.05;          ///< learning rate of the first epoch
  double final_rate = 0.0;     ///< of the last one; the rate falls linearly in between
  double momentum = 0.5;
  double weight_decay = 1e-4;   ///< L2, on W only
  double initial_scale = 0.01;  ///< standard deviation of the initial weights
  std::uint64_t seed = 1;
};

struct TrainingReport {
  int epoch;                     ///< finished epochs
  double pseudo_log_likelihood;  ///< per example, nats; one random bit flip an example, times nv
  double reconstruction_error;   ///< mean squared, per example
  double seconds;
};

/// Fits W, b, c to bits by stochastic gradient ascent of the log-likelihood. Visible biases start
/// at the data's log-odds (clamped to [1/(rows+2), ...]). The same bits for any number of threads.
/// Hinton (2002), Neural Comput. 14, 1771 (CD); Tieleman (2008), ICML (PCD);
/// Hinton (2012), A practical guide to training RBMs.
RbmParameters train_rbm(DataSet const& data, TrainingOptions const& options,
                        std::function<void(TrainingReport const&)> const& progress);

}  // namespace lnz
