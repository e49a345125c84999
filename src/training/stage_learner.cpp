#include "training/stage_learner.hpp"

#include "lnz/stream.hpp"
#include "training/dbm_learner.hpp"
#include "training/gaussian_learner.hpp"
#include "training/initial.hpp"
#include "training/rbm_learner.hpp"

#include <utility>

namespace lnz {
namespace {

/// Layers that nothing was learnt about.
std::vector<FloatRbm> untaught(DataSet const& data, TrainingOptions const& options) {
  std::vector<FloatRbm> out;
  Eigen::RowVectorXd mean = pixel_means(data);
  for (std::size_t k = 0; k < options.hidden.size(); ++k) {
    out.push_back(initial_machine(mean, options.hidden[k], options.initial_scale,
                                  derived_seed(options.seed, Purpose::training, k)));
    mean = Eigen::RowVectorXd::Constant(out.back().c.size(), 0.5);
  }
  return out;
}

}  // namespace

DbmLayers layers_of(DataSet const& data, TrainingOptions const& options) {
  std::vector<Eigen::Index> sizes{static_cast<Eigen::Index>(data.columns)};
  for (std::size_t const units : options.hidden) sizes.push_back(static_cast<Eigen::Index>(units));
  return DbmLayers(std::move(sizes));
}

std::unique_ptr<Learner> stage_learner(Stage const& stage, DataSet const& data,
                                       Examples const& examples,
                                       std::vector<FloatRbm> const& learnt,
                                       TrainingOptions const& options, std::uint64_t seed) {
  if (options.visible == "gaussian") return std::make_unique<GaussianLearner>(data, options, seed);
  if (!stage.together)
    return std::make_unique<RbmLearner>(examples, options.hidden[stage.layer], stage.doubling,
                                        options, seed);
  DbmLayers const layers = layers_of(data, options);
  FloatRbm start = joined(layers, learnt.empty() ? untaught(data, options) : learnt);
  return std::make_unique<DbmLearner>(data, layers, std::move(start), options, seed);
}

}  // namespace lnz
