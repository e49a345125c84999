#include "io/h5_file.hpp"
#include "io/import.hpp"
#include "io/julia_rbm_file.hpp"
#include "io/model_file.hpp"
#include "io/rbms_file.hpp"
#include "scratch.hpp"

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

using Reals = std::vector<double>;
using Shape = std::vector<std::size_t>;

/// The record that the fixture of RestrictedBoltzmannMachines.jl is read as.
Record julia() { return read_h5_chosen(fixture("julia_rbm.h5"), julia_rbm_datasets); }

template <class Change>
std::string julia_refusal(Change const& change) {
  Record file = julia();
  change(file);
  return complaint_of([&] { model_of_julia_rbm(file); });
}

Record rbms(std::string const& type, Shape const& W, Shape const& b, Shape const& c) {
  auto const ramp = [](Shape const& shape) {
    Array array{shape, {}};
    std::vector<double> values(array.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
    array.values = std::move(values);
    return array;
  };
  Record file;
  file.source = "x.h5";
  file.attributes["@model_type"] = type;
  file.arrays["update_7/params/weight_matrix"] = ramp(W);
  file.arrays["update_7/params/vbias"] = ramp(b);
  file.arrays["update_7/params/hbias"] = ramp(c);
  return file;
}

}  // namespace

TEST_CASE("a MATLAB file of version 7.3 gives the machine of versions 6 and 7") {
  CHECK(model_sha256(import_model(fixture("rbm_v73.mat"), {})) ==
        model_sha256(import_model(fixture("rbm_v7.mat"), {})));
}

TEST_CASE("a file of rbms gives its last update, by number, or the one asked for") {
  Record const last = import_model(fixture("rbms.h5"), {});
  CHECK(last.text("@visible") == "bernoulli");
  CHECK(last.shape("W") == Shape{2, 3});
  CHECK(last.reals("W") == Reals{0, 1, 2, 3, 4, 5});
  CHECK(last.reals("b") == Reals{10, 20});
  CHECK(last.reals("c") == Reals{30, 40, 50});
  CHECK(import_model(fixture("rbms.h5"), {.transpose_pixels = "", .update = 9}).reals("b") ==
        Reals{9, 18});
  CHECK_THAT(complaint_of([] {
               import_model(fixture("rbms.h5"), {"", 8});
             }),
             Contains("no update 8 (it has: 9, 10)"));
}

TEST_CASE("machines of rbms are of bits, spins or Potts units by their type") {
  Record const spins = model_of_rbms(rbms("IIRBM", {2, 3}, {2}, {3}));
  CHECK(spins.text("@visible") == "spin");
  CHECK(spins.text("@hidden") == "spin");
  Record const potts = model_of_rbms(rbms("PBRBM", {2, 4, 3}, {2, 4}, {3}));
  CHECK(potts.text("@visible") == "potts");
  CHECK(potts.shape("W") == Shape{2, 4, 3});
  CHECK(potts.reals("W")[23] == 23);
  CHECK(potts.shape("b") == Shape{2, 4});

  auto const refused = [](Record const& file) {
    return complaint_of([&] { model_of_rbms(file); });
  };
  CHECK_THAT(refused(rbms("BGRBM", {2, 3}, {2}, {3})), Contains("model_type = 'BGRBM'"));
  CHECK_THAT(refused(rbms("PBRBM", {2, 4, 3}, {4, 2}, {3})), Contains("vbias 4 x 2"));
  CHECK_THAT(refused(rbms("BBRBM", {2, 3}, {3}, {2})), Contains("vbias is 3"));
  CHECK_THAT(refused(rbms("PBRBM", {2, 3}, {2}, {3})), Contains("3"));
}

TEST_CASE("Julia's first index is the fastest, and offsets are multiplied out") {
  Record const m = import_model(fixture("julia_rbm.h5"), {});
  CHECK(m.text("@visible") == "bernoulli");
  CHECK(m.text("@hidden") == "spin");
  // w[i, j, k] in Julia, (i, j) = (1, 1) (2, 1) (1, 2) (2, 2), is k + 1 numbers of a row here.
  CHECK(m.reals("W", 2) == Reals{0, 1, 2, 0.25, 1.25, 2.25, 0.5, 1.5, 2.5, 0.75, 1.75, 2.75});
  // theta - W o_h with o_h = (0, 1, -1), and theta - W' o_v with o_v = (1, 0, 1/2, 0).
  CHECK(m.reals("b") == Reals{1, 2, 3, 4});
  CHECK(m.reals("c") == Reals{9.75, 18.25, 26.75});
  CHECK(m.number("@energy_offset") == 1.5);
}

TEST_CASE("Gaussian visible units of Julia have sigma, and their square is completed") {
  Record file = julia();
  file.attributes["@visible_type"] = std::string("Gaussian");
  file.attributes["@rbm_type"] = std::string("RBM");
  file.arrays["visible_par"] = {{2, 2, 2}, Reals{4, -4, 1, 1, 0, 0.25, 2, 1}};  // theta, gamma
  Record const m = model_of_julia_rbm(file);
  CHECK(m.text("@visible") == "gaussian");
  CHECK(m.reals("sigma") == Reals{0.5, 1, 2, 1});
  CHECK(m.reals("b") == Reals{1, 1, 0, 2});
  CHECK(m.reals("W") == Reals{0, 0.25, 0.5, 0.25, 1.25, 2.25, 2, 6, 10, 0.75, 1.75, 2.75});
  CHECK(m.number("@energy_offset") == -(16. / 8 + 1. / 2 + 4. / 2));
}

TEST_CASE("Potts units of Julia are sites of states") {
  Record file = julia();
  file.attributes["@visible_type"] = std::string("Potts");
  file.attributes["@rbm_type"] = std::string("RBM");
  file.arrays["visible_par"] = {{1, 4, 1}, Reals{0, 1, 2, 3}};  // 4 states of one site
  file.arrays["weights"].shape = {3, 1, 4};
  Record const m = model_of_julia_rbm(file);
  CHECK(m.text("@visible") == "potts");
  CHECK(m.shape("b") == Shape{1, 4});
  CHECK(m.shape("W") == Shape{1, 4, 3});
  CHECK(m.reals("W")[3] == 0.25);  // site 0, state 1, hidden unit 0
}

TEST_CASE("files of Julia that do not fit together are refused") {
  auto const text = [](std::string const& key, std::string const& value) {
    return [=](Record& file) { file.attributes["@" + key] = value; };
  };
  CHECK_THAT(julia_refusal(text("rbm_hdf5_file_format_version", "2.0.0")), Contains("'2.0.0'"));
  CHECK_THAT(julia_refusal(text("rbm_type", "PottsRBM")), Contains("rbm_type = 'PottsRBM'"));
  CHECK_THAT(julia_refusal(text("visible_type", "xReLU")), Contains("visible_type = 'xReLU'"));
  CHECK_THAT(julia_refusal(text("hidden_type", "Potts")), Contains("hidden_type = 'Potts'"));
  CHECK_THAT(julia_refusal(text("hidden_type", "Gaussian")), Contains("2 parameters"));
  CHECK_THAT(julia_refusal(text("rbm_type", "StandardizedRBM")), Contains("scale_v"));
  CHECK_THAT(julia_refusal([](Record& f) {
               f.arrays["weights"].shape = {2, 2, 3};
             }),
             Contains("weights do not fit"));
  CHECK_THAT(julia_refusal([](Record& f) { f.arrays["offset_v"].shape = {4}; }),
             Contains("offset_v does not fit"));
  CHECK_THAT(julia_refusal([](Record& f) { f.arrays.erase("hidden_par"); }),
             Contains("hidden_par"));
  CHECK_THAT(julia_refusal([](Record& f) { f.attributes.erase("@rbm_type"); }),
             Contains("rbm_type"));
  CHECK_THAT(julia_refusal([](Record& f) {
               f.attributes["@hidden_type"] = std::string("Gaussian");
               f.arrays["hidden_par"] = {{3, 2}, Reals{0, 1, 0, 1, 0, 2}};
             }),
             Contains("gamma other than 1"));
  CHECK_THAT(julia_refusal([](Record& f) {
               f.set("offset_h", {3}, {0, 1e308, -1e308});
               f.set("weights", {3, 2, 2}, Reals(12, 1e10));
             }),
             Contains("not all finite"));
}

TEST_CASE("an HDF5 file is chosen from by the names in it, texts become attributes") {
  std::vector<std::string> all;
  Record const some = read_h5_chosen(fixture("foreign_types.h5"), [&](auto const& names) {
    all = names;
    return std::vector<std::string>{"types/f4", "skipped/text", "skipped/texts"};
  });
  CHECK(std::ranges::find(all, "deep/er/and/deeper") != all.end());
  CHECK(some.arrays.size() == 1);
  CHECK(some.has("types/f4"));
  CHECK(some.text("@skipped/text") == "abc");
}

TEST_CASE("HDF5 files of lnz and of unknown layouts are not imported") {
  auto const refused = [](std::string const& name) {
    return complaint_of([&] { import_model(fixture(name), {}); });
  };
  CHECK_THAT(refused("rbm_single.h5"), Contains("is a file of lnz"));
  CHECK_THAT(refused("foreign_types.h5"), Contains("an RBM is W, b, c"));
  CHECK_THAT(refused("bomb.h5"), Contains("an RBM is W, b, c"));  // nothing in it is asked for
}
