#include "io/model_file.hpp"

#include "io/h5_file.hpp"
#include "scratch.hpp"

#include <optional>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

Record small_rbm() {
  Record m;
  m.attributes["@kind"] = std::string("rbm");
  m.set("W", {2, 1}, {0.5, -1});
  m.set("b", {0, 1});
  m.set("c", std::vector<double>{2});
  return m;
}

}  // namespace

TEST_CASE("a model keeps its contents and its SHA-256 in a file") {
  Scratch const scratch;
  write_model_file(scratch.path("m.h5"), small_rbm());
  Record const back = read_model_file(scratch.path("m.h5"));
  CHECK(back.text("@format") == "lnz-model");
  CHECK(back.integer("@version") == 1);
  CHECK(back.reals("W", 2) == std::vector{0.5, -1.0});
  CHECK(model_sha256(back) == model_sha256(small_rbm()));
}

TEST_CASE("float32 and float64 files of the same values have the same SHA-256") {
  CHECK(model_sha256(read_model_file(fixture("rbm_single.h5"))) ==
        model_sha256(read_model_file(fixture("rbm_double.h5"))));
}

TEST_CASE("any change of a model changes its SHA-256") {
  std::string const sha = model_sha256(small_rbm());
  Record weight = small_rbm(), shape = small_rbm(), kind = small_rbm(), name = small_rbm();
  weight.set("W", {2, 1}, {0.5, -1 + 1e-16 * 2});
  shape.set("W", {1, 2}, {0.5, -1});
  kind.attributes["@kind"] = std::string("spins");
  name.attributes["@visible"] = std::string("gaussian");
  for (Record const& other : {weight, shape, kind, name}) CHECK(model_sha256(other) != sha);
}

TEST_CASE("a model file is not overwritten unless that is asked for") {
  Scratch const scratch;
  std::string const path = scratch.path("m.h5");
  write_model_file(path, small_rbm());
  std::string const before = bytes_of(path);
  Record other = small_rbm();
  other.set("c", std::vector<double>{3});
  CHECK_THAT(complaint_of([&] { write_model_file(path, other); }), Contains("exists"));
  CHECK(bytes_of(path) == before);
  write_model_file(path, other, true);
  CHECK(read_model_file(path).reals("c") == std::vector<double>{3});
}

TEST_CASE("files that are not models of a known version are refused, each by its reason") {
  Scratch const scratch;
  std::string const path = scratch.path("m.h5");
  auto const refusal = [&](std::string const& key, std::optional<Attribute> const& value) {
    Record m = small_rbm();
    m.attributes["@format"] = std::string("lnz-model");
    m.attributes["@version"] = std::int64_t{1};
    m.attributes.erase(key);
    if (value) m.attributes[key] = *value;
    write_h5(path, m);
    return complaint_of([&] { read_model_file(path); });
  };
  CHECK_THAT(refusal("@format", {}), Contains("lnz model import"));
  CHECK_THAT(refusal("@format", std::string("lnz-run")), Contains("its format is 'lnz-run'"));
  CHECK_THAT(refusal("@format", 1.0), Contains("format"));
  CHECK_THAT(refusal("@version", {}), Contains("version"));
  CHECK_THAT(refusal("@version", std::int64_t{2}), Contains("newer lnz"));
  CHECK_THAT(refusal("@version", std::int64_t{0}), Contains("version 0"));
  CHECK_THAT(complaint_of([&] { read_model_file(scratch.path("absent")); }),
             Contains("does not exist"));
}
