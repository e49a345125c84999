#pragma once

#include "core/data_set.hpp"
#include "models/rbm/rbm_parameters.hpp"

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
  double rate = 0.05;          ///< learning rate of the first update
  double final_rate = 0.0;     ///< the rate falls linearly, update by update, towards this
  double momentum = 0.5;
  double weight_decay = 1e-4;   ///< L2, on W only
  double initial_scale = 0.01;  ///< standard deviation of the initial weights
  bool centred = false;         ///< gradient of centred units (gradient.hpp): learns much faster
  std::uint64_t seed = 1;
};

struct TrainingReport {
  int epoch;                     ///< finished epochs
  double pseudo_log_likelihood;  ///< per example, nats; one random bit flip an example, times nv
  double reconstruction_error;   ///< squared, summed over pixels, mean over examples
  double seconds;                ///< of this epoch's updates
};

/// Fits W, b, c to bits by stochastic gradient ascent of the log-likelihood. Visible biases start
/// at the data's log-odds (means clamped to [1/(rows+2), 1 - 1/(rows+2)]). Rows that do not fill
/// a last batch are spread: batches are equal to within one row. Progress looks at no more than
/// 10,000 rows. Throws ConfigError unless data are bits and options fit them, and if weights
/// diverge. The same bits for any number of threads.
/// Hinton (2002), Neural Comput. 14, 1771 (CD); Tieleman (2008), ICML (PCD);
/// Hinton (2012), A practical guide to training RBMs.
RbmParameters train_rbm(DataSet const& data, TrainingOptions const& options,
                        std::function<void(TrainingReport const&)> const& progress);

}  // namespace lnz
