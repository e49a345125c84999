#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "parallel/threads.hpp"
#include "training/tiny_rbm.hpp"
#include "training/training.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace lnz;

namespace {

DataSet images() {
  DataSet data{"images", 130, 45, std::vector<float>(130 * 45)};
  Stream random(5, Purpose::data, 0, 0);
  for (float& x : data.values) x = random.uniform() < 0.3 ? 1.0f : 0.0f;
  return data;
}

TrainingOptions options_of(std::string const& method, bool centred) {
  return {.hidden = {21},
          .method = method,
          .epochs = 3,
          .batch = 40,
          .rate = 0.1,
          .initial_scale = 0.1,
          .centred = centred};
}

struct Made {
  std::string model;
  std::vector<double> fits = {};

  bool operator==(Made const&) const = default;
};

/// Trains in sessions of so many updates, each of which goes on from the last one's checkpoint.
Made in_sessions(TrainingOptions const& options, std::int64_t updates) {
  Made made;
  auto const keep = [&](TrainingReport const& r) {
    for (auto const& [name, value] : r.figures) made.fits.push_back(value);
  };
  std::string checkpoint;
  for (;;) {
    Training training(images(), options, keep, Communicator::self());
    if (!checkpoint.empty()) training.load(from_bytes(checkpoint));
    training.advance(updates);
    if (training.done() == training.steps()) {
      made.model = to_bytes(training.model());
      return made;
    }
    Record run;
    training.save(run);
    checkpoint = to_bytes(run);
  }
}

/// Every kind of machine and of chains, with ln Z followed.
std::vector<TrainingOptions> kinds() {
  std::vector<TrainingOptions> out;
  for (std::string const method : {"cd", "pcd", "tempered"})
    for (bool const centred : {false, true}) out.push_back(options_of(method, centred));
  out[2].tracked = 8;
  out[2].kept = 2;
  out[4].temperatures = 3;
  TrainingOptions deep = options_of("pcd", true);
  deep.hidden = {9, 7, 5};
  deep.pretraining = 1;
  deep.tracked = 8;
  deep.machine = "dbm";
  out.push_back(deep);
  deep.machine = "dbn";
  out.push_back(deep);
  TrainingOptions real = options_of("pcd", true);
  real.visible = "gaussian";
  real.rate = 0.01;
  out.push_back(real);
  return out;
}

Record checkpoint_after(TrainingOptions const& options, std::int64_t updates) {
  Training training(images(), options, nullptr, Communicator::self());
  training.advance(updates);
  Record run;
  training.save(run);
  return run;
}

std::string refusal(TrainingOptions const& options, Record const& run) {
  Training training(images(), options, nullptr, Communicator::self());
  try {
    training.load(run);
  } catch (ConfigError const& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("training stopped after any updates and continued has the bits of one never stopped",
          "[invariance][resume][training]") {
  int const before = thread_count();
  for (TrainingOptions const& options : kinds()) {
    set_thread_count(1);
    Made const whole = in_sessions(options, 1000);
    for (std::int64_t const updates : {1, 3, 4, 7, 11}) {
      set_thread_count(static_cast<int>(1 + updates % 2));
      INFO(options.machine << " " << options.visible << " " << options.method
                           << (options.centred ? ", centred, " : ", ") << updates
                           << " updates a session");
      CHECK(in_sessions(options, updates) == whole);
    }
  }
  set_thread_count(before);
}

TEST_CASE("a checkpoint that does not fit the training is refused by the name of what differs",
          "[training]") {
  TrainingOptions const options = options_of("pcd", true);
  Record const run = checkpoint_after(options, 5);
  CHECK(refusal(options, run) == "no error");
  using Catch::Contains;
  for (std::string const key :
       {"train/W", "train/b", "train/c", "checkpoint/velocity/W", "checkpoint/velocity/b",
        "checkpoint/velocity/c", "checkpoint/hidden_offset", "checkpoint/chains"}) {
    Record damaged = run;
    damaged.arrays.erase(key);
    CHECK_THAT(refusal(options, damaged), Contains(key));
    damaged.set(key, std::vector<double>(7));
    CHECK_THAT(refusal(options, damaged), Contains(key));
  }
  for (std::int64_t const step : {-1, 13}) {
    Record damaged = run;
    damaged.attributes["checkpoint@step"] = step;
    CHECK_THAT(refusal(options, damaged), Contains("the run has 12"));
  }
}
