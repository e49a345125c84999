#include "training/training.hpp"

#include "core/checkpoint.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "training/ascent.hpp"
#include "training/bit_rows.hpp"
#include "training/fit.hpp"
#include "training/float_record.hpp"
#include "training/gibbs.hpp"
#include "training/initial.hpp"
#include "training/options.hpp"
#include "training/pieces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>
#include <vector>

namespace lnz {
namespace {

/// Share of the newest batch in the running mean of the hidden units. Batch means alone are
/// too noisy (Melchior, Fischer & Wiskott 2016); 100 batches of 100 give a mean to 0.5%.
constexpr float kNewest = 0.01f;

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

}  // namespace

/// What one update leaves to the next.
struct Training::Learner {
  BitRows rows;
  TiledRbm machine, velocity;
  TiledMatrix transposed;  ///< of W
  Offsets offsets;
  PackedBits chains;                    ///< if they persist
  std::vector<std::size_t> order = {};  ///< of the rows in the epoch that has begun
  double seconds = 0;                   ///< spent on it

  Learner(DataSet const& data, TrainingOptions const& options) : rows(data) {
    Eigen::RowVectorXd const mean = pixel_means(data);
    FloatRbm const start = initial_machine(mean, options);
    set_machine(start);
    velocity = TiledRbm(FloatRbm::zero(start.W.rows(), start.W.cols()));
    if (options.method == "pcd") chains = initial_chains(start, options);
    Row const half = Row::Constant(start.c.size(), 0.5f);
    offsets = options.centred ? Offsets{padded(mean.cast<float>()), padded(half)}
                              : Offsets{padded(0 * start.b), padded(0 * start.c)};
  }

  Row hidden_offset() const {
    return Row::Map(offsets.hidden.data(), static_cast<Eigen::Index>(machine.W.columns()));
  }

  void set_machine(FloatRbm const& plain) {
    machine = TiledRbm(plain);
    transposed = TiledMatrix(plain.W.transpose());
  }
};

Training::Training(DataSet data, TrainingOptions options,
                   std::function<void(TrainingReport const&)> report, Communicator comm)
    : data_(std::move(data)),
      options_(std::move(options)),
      report_(std::move(report)),
      comm_(std::move(comm)) {
  batches_ = std::stoll(comm_.on_root([&] {
    check(data_, options_);
    learner_ = std::make_unique<Learner>(data_, options_);
    return std::to_string(batches_of(data_, options_).count());
  }));
}

Training::~Training() = default;

void Training::update() {
  Learner& x = *learner_;
  Clock::time_point const start = Clock::now();
  std::int64_t const batch = done_ % batches_;
  if (x.order.empty()) x.order = shuffled(data_.rows, options_.seed, 1 + done_ / batches_);
  Pieces const batches = batches_of(data_, options_);
  auto const k = static_cast<std::size_t>(batch);
  PackedBits const examples = x.rows.gathered(std::span(x.order).subspan(
      static_cast<std::size_t>(batches.first(k)), static_cast<std::size_t>(batches.size(k))));
  if (options_.method == "cd") x.chains = examples;
  double const part = static_cast<double>(done_) / static_cast<double>(steps());
  ++done_;
  gibbs(x.machine, x.transposed, options_.steps, x.chains, options_.seed,
        static_cast<std::uint64_t>(done_));
  ascend(x.machine, x.transposed, x.velocity, x.offsets, {examples, x.chains},
         {.rate = options_.rate + (options_.final_rate - options_.rate) * part,
          .momentum = options_.momentum,
          .weight_decay = options_.weight_decay,
          .newest = options_.centred ? kNewest : 0});
  x.seconds += seconds_since(start);
}

void Training::finish_epoch() {
  Learner& x = *learner_;
  auto const epoch = static_cast<int>(done_ / batches_);
  FloatRbm const machine = x.machine.plain();
  if (!machine.all_finite())
    throw ConfigError(
        fmt::format("weights are no longer finite after epoch {} (updates of rate "
                    "{} diverge); lower --rate",
                    epoch, options_.rate));
  if (report_) {
    Fit const now = measure_fit(machine, data_, options_.seed);
    last_ = {epoch, now.pseudo_log_likelihood, now.reconstruction_error, x.seconds};
    report_(*last_);
  }
  x.order.clear();
  x.seconds = 0;
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
  if (comm_.is_root()) put(run, "train", learner_->machine.plain());
}

void Training::save(Record& run) const {
  save_samples(run);
  if (!comm_.is_root()) return;
  Learner const& x = *learner_;
  run.attributes["checkpoint@step"] = done_;
  run.attributes["checkpoint@epoch_seconds"] = x.seconds;
  put(run, "checkpoint/velocity", x.velocity.plain());
  put(run, "checkpoint/hidden_offset", x.hidden_offset());
  if (options_.method == "pcd") put(run, "checkpoint/chains", x.chains);
}

void Training::load(Record const& run) {
  done_ = std::stoll(comm_.on_root([&] {
    std::int64_t const step = checkpoint_step(run, steps());
    Learner& x = *learner_;
    FloatRbm machine = x.machine.plain(), velocity = machine;
    Row offset = x.hidden_offset();
    take(run, "train", machine);
    take(run, "checkpoint/velocity", velocity);
    take(run, "checkpoint/hidden_offset", offset);
    if (options_.method == "pcd") take(run, "checkpoint/chains", x.chains);
    x.set_machine(machine);
    x.velocity = TiledRbm(velocity);
    x.offsets.hidden = padded(offset);
    x.order.clear();
    x.seconds = run.number("checkpoint@epoch_seconds");
    return std::to_string(step);
  }));
}

Progress Training::progress() const {
  Progress out;
  std::int64_t const epoch = std::min<std::int64_t>(done_ / batches_ + 1, options_.epochs);
  out.phase = fmt::format("epoch {} of {}", epoch, options_.epochs);
  if (last_)
    out.figures = {{"pseudo_log_likelihood", last_->pseudo_log_likelihood},
                   {"reconstruction_error", last_->reconstruction_error}};
  return out;
}

RbmParameters Training::machine() const {
  FloatRbm const machine = learner_->machine.plain();
  auto const doubles = [](auto const& x) {
    return std::vector<double>(x.data(), x.data() + x.size());
  };
  return {static_cast<std::size_t>(machine.W.rows()), static_cast<std::size_t>(machine.W.cols()),
          doubles(machine.W), doubles(machine.b), doubles(machine.c)};
}

}  // namespace lnz
