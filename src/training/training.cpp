#include "training/training.hpp"

#include "core/checkpoint.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "models/reference.hpp"
#include "parallel/pieces.hpp"
#include "training/examples.hpp"
#include "training/float_record.hpp"
#include "training/initial.hpp"
#include "training/likelihood_curve.hpp"
#include "training/net_bound.hpp"
#include "training/options.hpp"
#include "training/stage_learner.hpp"
#include "training/stages.hpp"
#include "training/trained_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>
#include <vector>

namespace lnz {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Pieces batches_of(DataSet const& data, TrainingOptions const& options) {
  return {static_cast<Eigen::Index>(data.rows), static_cast<Eigen::Index>(options.batch)};
}

/// A fresh order of the rows for each epoch (Fisher & Yates).
std::vector<std::size_t> shuffled(std::size_t rows, std::uint64_t seed, std::int64_t epoch) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Stream random(seed, Purpose::data, static_cast<std::uint32_t>(epoch), 0);
  for (std::size_t i = rows; i > 1; --i)
    std::swap(order[i - 1],
              order[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
  return order;
}

/// Of the visible side of the last stage's machine: the data's means where it begins with pixels,
/// else fair coins.
Reference reference(DataSet const& data, TrainingOptions const& options) {
  if (options.visible != "bernoulli" || (options.machine == "dbn" && options.hidden.size() > 1))
    return {};
  Eigen::RowVectorXd const mean = pixel_means(data);
  Reference out = pulled({mean.data(), mean.data() + mean.size()});
  if (options.machine == "dbm")
    out.mean.resize(static_cast<std::size_t>(layers_of(data, options).even()), 0.5);
  return out;
}

std::string learnt_key(std::size_t stage) { return fmt::format("train/learnt/{}", stage + 1); }

}  // namespace

/// Where training is. Root only.
struct Training::State {
  std::vector<Stage> stages;
  std::size_t stage = 0;
  std::vector<FloatRbm> learnt = {};  ///< in the stages before
  Examples examples;
  std::unique_ptr<Learner> learner = nullptr;
  LikelihoodCurve curve;
  std::vector<std::size_t> order = {};  ///< of the rows in the epoch that has begun
  double seconds = 0;                   ///< spent on it

  State(DataSet const& data, TrainingOptions const& options)
      : stages(lnz::stages(options)), examples(data), curve(options, reference(data, options)) {}

  Stage const& now() const { return stages[stage]; }
  bool is_last() const { return stage + 1 == stages.size(); }

  /// Epochs of the stages before this one.
  int epochs_before() const {
    return std::accumulate(stages.begin(), stages.begin() + static_cast<std::ptrdiff_t>(stage), 0,
                           [](int sum, Stage const& s) { return sum + s.epochs; });
  }
};

Training::Training(DataSet data, TrainingOptions options,
                   std::function<void(TrainingReport const&)> report, Communicator comm)
    : data_(std::move(data)),
      options_(std::move(options)),
      report_(std::move(report)),
      comm_(std::move(comm)) {
  for (Stage const& stage : stages(options_)) epochs_ += stage.epochs;
  batches_ = std::stoll(comm_.on_root([&] {
    check(data_, options_);
    state_ = std::make_unique<State>(data_, options_);
    begin_stage();
    return std::to_string(batches_of(data_, options_).count());
  }));
}

Training::~Training() = default;

void Training::begin_stage() {
  State& x = *state_;
  std::uint64_t const seed =
      x.stage == 0 ? options_.seed : derived_seed(options_.seed, Purpose::training, x.stage);
  x.learner = stage_learner(x.now(), data_, x.examples, x.learnt, options_, seed);
}

void Training::update() {
  State& x = *state_;
  Clock::time_point const start = Clock::now();
  std::int64_t const batch = done_ % batches_, before = batches_ * x.epochs_before();
  if (x.order.empty()) x.order = shuffled(data_.rows, options_.seed, 1 + done_ / batches_);
  Pieces const batches = batches_of(data_, options_);
  auto const k = static_cast<std::size_t>(batch);
  double const part =
      static_cast<double>(done_ - before) / static_cast<double>(batches_ * x.now().epochs);
  ++done_;
  x.learner->update(std::span(x.order).subspan(static_cast<std::size_t>(batches.first(k)),
                                               static_cast<std::size_t>(batches.size(k))),
                    {static_cast<std::uint64_t>(done_ - before), part});
  x.seconds += seconds_since(start);
}

void Training::finish_epoch() {
  State& x = *state_;
  auto const epoch = static_cast<int>(done_ / batches_);
  if (!x.learner->machine().all_finite())
    throw ConfigError(
        fmt::format("weights are no longer finite after epoch {} (updates of rate "
                    "{} diverge); lower --rate",
                    epoch, options_.rate));
  bool const curved = x.is_last() && x.curve.is_due(epoch - x.epochs_before(), x.now().epochs);
  if (report_ || curved) {
    std::map<std::string, double> figures = x.learner->figures();
    if (curved && x.now().layer > 0 && !x.now().together)  // a net: the learner sees its top only
      figures["log_unnormalised"] =
          net_bound(model(), data_, derived_seed(options_.seed, Purpose::data, 1));
    if (curved) x.curve.add(epoch, *x.learner, figures);
    last_ = {epoch, x.seconds, std::move(figures)};
    if (report_) report_(*last_);
  }
  x.order.clear();
  x.seconds = 0;
  if (x.is_last()) x.curve.keep(*x.learner, epoch - x.epochs_before(), x.now().epochs);
  if (epoch == x.epochs_before() + x.now().epochs && !x.is_last()) finish_stage();
}

void Training::finish_stage() {
  State& x = *state_;
  x.learnt.push_back(x.learner->machine());
  x.examples.add(x.learnt.back(), x.now().doubling, options_.seed);
  ++x.stage;
  begin_stage();
}

void Training::advance(std::int64_t steps) {
  std::int64_t const end = std::min(done_ + steps, this->steps());
  comm_.on_root([&] {
    while (done_ < end) {
      update();
      if (done_ % batches_ == 0) finish_epoch();
    }
    return std::string();
  });
  done_ = end;
}

void Training::save_samples(Record& run) const {
  if (comm_.is_root()) put(run, "train", state_->learner->machine());
}

void Training::save(Record& run) const {
  if (!comm_.is_root()) return;
  State const& x = *state_;
  run.attributes["checkpoint@step"] = done_;
  run.attributes["checkpoint@epoch_seconds"] = x.seconds;
  for (std::size_t k = 0; k < x.learnt.size(); ++k) put(run, learnt_key(k), x.learnt[k]);
  x.learner->save(run);
  if (x.is_last()) x.curve.save(run);
}

void Training::load(Record const& run) {
  done_ = std::stoll(comm_.on_root([&] {
    std::int64_t const step = checkpoint_step(run, steps());
    State& x = *state_;
    while (!x.is_last() && step >= batches_ * (x.epochs_before() + x.now().epochs)) {
      FloatRbm machine = x.learner->machine();
      take(run, learnt_key(x.stage), machine);
      x.learnt.push_back(std::move(machine));
      x.examples.add(x.learnt.back(), x.now().doubling, options_.seed);
      ++x.stage;
      begin_stage();
    }
    x.learner->load(run);
    if (x.is_last()) x.curve.load(run, x.learner->machine());
    x.order.clear();
    x.seconds = run.number("checkpoint@epoch_seconds");
    return std::to_string(step);
  }));
}

Progress Training::progress() const {
  Progress out;
  std::int64_t const epoch = std::min<std::int64_t>(done_ / batches_ + 1, epochs_);
  out.phase = fmt::format("epoch {} of {}", epoch, epochs_);
  if (last_) out.figures = last_->figures;
  return out;
}

std::size_t Training::weights() const {
  DbmLayers const layers = layers_of(data_, options_);
  return static_cast<std::size_t>(layers.even() * layers.odd());
}

Record Training::model() const {
  State const& x = *state_;
  FloatRbm const machine = x.learner->machine();
  Record model;
  if (options_.machine == "dbm") {
    model = dbm_record(layers_of(data_, options_), machine);
  } else if (options_.machine == "dbn") {
    std::vector<FloatRbm> learnt = x.learnt;
    learnt.push_back(machine);
    model = dbn_record(learnt);
  } else if (options_.visible == "gaussian") {
    model = gaussian_record(machine, spread_of(data_));
  } else {
    model = rbm_record(machine);
  }
  x.curve.put_into(model);
  return model;
}

}  // namespace lnz
