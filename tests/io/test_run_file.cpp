#include "io/h5_file.hpp"
#include "io/run_file.hpp"
#include "scratch.hpp"

#include <set>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// Something of every kind a run holds, some of it empty.
Record run_at(std::int64_t step) {
  Record run;
  run.attributes["checkpoint@step"] = step;
  run.attributes["@model"] = std::string("ising:4x4");
  run.attributes["@none"] = std::string();
  run.attributes["@beta"] = 0.1;
  run.attributes["x@reals"] = std::vector<double>{};
  run.attributes["x@wholes"] = std::vector<std::int64_t>{};
  run.set("x", std::vector<double>(20'000, static_cast<double>(step)));
  run.set("scalar", {}, {-0.0});
  run.set("no/reals", {0, 3}, {});
  run.arrays["no/wholes"] = {{0}, std::vector<std::int64_t>()};
  run.arrays["no/short"] = {{0, 2}, std::vector<std::int32_t>()};
  run.arrays["no/bytes"] = {{0}, std::vector<std::int8_t>()};
  run.arrays["states"] = {{2, 2}, std::vector<std::int8_t>{-128, 0, 1, 127}};
  return run;
}

std::int64_t step_in(std::string const& path) {
  return read_run_file(path).integer("checkpoint@step");
}

/// PATH at step 2, PATH.prev at step 1.
RunFile two_generations(Scratch const& scratch) {
  RunFile file(scratch.path("run.h5"));
  for (std::int64_t const step : {1, 2}) {
    Record run = run_at(step);
    file.write(run, {}, Communicator::self());
  }
  return file;
}

/// Changes one value and nothing else, as HDF5 cannot tell.
void change_a_value(std::string const& path) {
  Record run = read_h5(path);
  std::get<std::vector<double>>(run.arrays.at("x").values)[7] += 1e-12;
  write_h5(path, run);
}

void cut(std::string const& path) { fs::resize_file(path, fs::file_size(path) / 2); }

std::set<std::string> files_in(Scratch const& scratch) {
  std::set<std::string> names;
  for (auto const& entry : fs::directory_iterator(scratch.path("")))
    names.insert(entry.path().filename().string());
  return names;
}

}  // namespace

TEST_CASE("a run comes back from its file with format and version and without the checksum") {
  Scratch const scratch;
  RunFile file(scratch.path("run.h5"));
  Record run = run_at(3);
  file.write(run, {}, Communicator::self());
  RunFile::Generation const back = RunFile(scratch.path("run.h5")).read();
  CHECK(back.damage == "");
  CHECK(back.run.source == scratch.path("run.h5"));
  CHECK(back.run.text("@format") == "lnz-run");
  CHECK(back.run.integer("@version") == 4);
  run.attributes.erase("@sha256");
  CHECK(to_bytes(back.run) == to_bytes(run));
}

TEST_CASE("one changed value, attribute or name is noticed, whichever") {
  Scratch const scratch;
  std::string const path = scratch.path("run.h5");
  two_generations(scratch);
  Record const whole = read_h5(path);
  auto const complaint_about = [&](auto change) {
    Record changed = whole;
    change(changed);
    write_h5(path, changed);
    return complaint_of([&] { read_run_file(path); });
  };
  CHECK_THAT(complaint_about([](Record& r) { r.set("scalar", {}, {0.0}); }), Contains("checksum"));
  CHECK_THAT(complaint_about([](Record& r) { r.attributes["@beta"] = 0.2; }), Contains("checksum"));
  CHECK_THAT(complaint_about([](Record& r) { r.attributes.erase("@none"); }), Contains("checksum"));
  CHECK_THAT(complaint_about([](Record& r) { r.attributes["@format"] = std::string("lnz-ruN"); }),
             Contains("checksum"));
  CHECK_THAT(complaint_about([](Record& r) { r.attributes["@version"] = std::int64_t{1}; }),
             Contains("checksum"));
  CHECK_THAT(complaint_about([](Record& r) { r.attributes.erase("@sha256"); }),
             Contains("checksum is gone"));
  CHECK_THAT(complaint_about([](Record& r) { r.attributes["@sha256"] = 1.0; }),
             Contains("checksum"));
}

TEST_CASE("a damaged newest generation gives way to the one before") {
  auto const [name, damage] = GENERATE(table<char const*, void (*)(std::string const&)>(
      {{"checksum", change_a_value},
       {"truncated", cut},
       {"empty", [](std::string const& path) { fs::resize_file(path, 0); }},
       {"signature",
        [](std::string const& path) { std::ofstream(path) << "all gone, nothing left"; }},
       {"missing", [](std::string const& path) { fs::remove(path); }}}));
  INFO(name);
  Scratch const scratch;
  RunFile file = two_generations(scratch);
  damage(file.path());
  RunFile::Generation const found = file.read();
  CHECK(found.run.integer("checkpoint@step") == 1);
  CHECK(found.run.source == file.path());
  CHECK_THAT(found.damage, Contains(name));
}

TEST_CASE("a damaged file does not push the whole one before it out") {
  Scratch const scratch;
  two_generations(scratch);
  RunFile file(scratch.path("run.h5"));
  change_a_value(file.path());
  Record run = file.read().run;
  run.attributes["checkpoint@step"] = std::int64_t{5};
  file.write(run, {}, Communicator::self());
  CHECK(step_in(file.path()) == 5);
  CHECK(step_in(file.path() + ".prev") == 1);
  run.attributes["checkpoint@step"] = std::int64_t{6};
  file.write(run, {}, Communicator::self());
  CHECK(step_in(file.path() + ".prev") == 5);
}

TEST_CASE("what is discarded does not become the generation before") {
  Scratch const scratch;
  two_generations(scratch);
  RunFile file(scratch.path("run.h5"));  // has read nothing
  Record run = run_at(9);
  file.write(run, {}, Communicator::self());
  CHECK(step_in(file.path() + ".prev") == 1);
}

TEST_CASE("if no generation is whole, both are named and so is --restart") {
  Scratch const scratch;
  RunFile file = two_generations(scratch);
  change_a_value(file.path());
  cut(file.path() + ".prev");
  std::string const complaint = complaint_of([&] { file.read(); });
  CHECK_THAT(complaint, Contains("run.h5 is damaged (its contents") &&
                            Contains("run.h5.prev is damaged (it is truncated") &&
                            Contains("--restart"));
  fs::remove(file.path() + ".prev");
  CHECK_THAT(complaint_of([&] { file.read(); }),
             Contains("run.h5.prev is missing") && Contains("--restart"));
}

TEST_CASE("a finished run leaves its file alone") {
  Scratch const scratch;
  RunFile file = two_generations(scratch);
  Record run = run_at(3);
  file.write_finished(run, {}, Communicator::self());
  CHECK(files_in(scratch) == std::set<std::string>{"run.h5"});
  CHECK(step_in(file.path()) == 3);
}

TEST_CASE("only what is or was a run may be discarded") {
  Scratch const scratch;
  auto const discard = [](std::string const& path) { RunFile(path).require_discardable(); };
  discard(scratch.path("absent"));
  two_generations(scratch);
  discard(scratch.path("run.h5"));
  cut(scratch.path("run.h5"));
  discard(scratch.path("run.h5"));
  discard(scratch.file("empty", ""));
  CHECK_THAT(complaint_of([&] { discard(fixture("rbm_double.h5")); }), Contains("not a run file"));
  CHECK_THAT(complaint_of([&] { discard(scratch.file("notes.txt", "dear diary")); }),
             Contains("not a run file"));
}
