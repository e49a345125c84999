#include "lnz/record.hpp"

#include "lnz/error.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace lnz;
using Catch::Matchers::Equals;

namespace {

Record sample() {
  Record record;
  record.source = "m.h5";
  record.set("W", {2, 3}, {1, 2, 3, 4, 5, 6});
  record.set("b", {0.5, -0.5});
  record.arrays["bits"] = {{3}, std::vector<std::int8_t>{-1, 0, 1}};
  record.attributes["@kind"] = std::string("rbm");
  record.attributes["@n"] = std::int64_t{7};
  record.attributes["run@beta"] = 0.25;
  record.attributes["@layers"] = std::vector<std::int64_t>{3, 2};
  return record;
}

}  // namespace

TEST_CASE("a record gives back what was put in") {
  Record const record = sample();
  CHECK(record.reals("W", 2) == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(record.integers("W") == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6});
  CHECK(record.shape("W") == std::vector<std::size_t>{2, 3});
  CHECK(record.shape("b") == std::vector<std::size_t>{2});
  CHECK(record.reals("bits", 1) == std::vector<double>{-1, 0, 1});
  CHECK(record.text("@kind") == "rbm");
  CHECK(record.integer("@n") == 7);
  CHECK(record.number("@n") == 7);
  CHECK(record.number("run@beta") == 0.25);
  CHECK(record.integer_list("@layers") == std::vector<std::int64_t>{3, 2});
}

TEST_CASE("a record knows arrays from attributes") {
  Record const record = sample();
  CHECK(record.has("W"));
  CHECK(record.has("@kind"));
  CHECK_FALSE(record.has("@W"));
  CHECK_FALSE(record.has("kind"));
}

TEST_CASE("the size of an array is the product of its shape") {
  CHECK(Array{{2, 3, 4}, {}}.size() == 24);
  CHECK(Array{{}, {}}.size() == 1);
  CHECK(Array{{5, 0}, {}}.size() == 0);
}

TEST_CASE("a record names file and key of what is missing or of another kind") {
  Record const record = sample();
  CHECK_THROWS_WITH(record.reals("c"),
                    Equals("m.h5: no dataset 'c' (the format needs it); add it"));
  CHECK_THROWS_WITH(record.shape("c"),
                    Equals("m.h5: no dataset 'c' (the format needs it); add it"));
  CHECK_THROWS_WITH(record.reals("b", 2),
                    Equals("m.h5: dataset 'b' has 1 dimensions (it must have 2); reshape it"));
  CHECK_THROWS_WITH(record.integers("W", 1),
                    Equals("m.h5: dataset 'W' has 2 dimensions (it must have 1); reshape it"));
  CHECK_THROWS_WITH(record.text("@version"),
                    Equals("m.h5: no attribute 'version' (the format needs it); add it"));
  CHECK_THROWS_WITH(record.text("@n"),
                    Equals("m.h5: attribute 'n' is not a text; correct its type"));
  CHECK_THROWS_WITH(record.number("@kind"),
                    Equals("m.h5: attribute 'kind' is not a number; correct its type"));
  CHECK_THROWS_WITH(record.integer("run@beta"),
                    Equals("m.h5: attribute 'beta' is not a whole number; correct its type"));
  CHECK_THROWS_WITH(record.integer_list("@n"),
                    Equals("m.h5: attribute 'n' is not a list of whole numbers; correct its type"));
  CHECK_THROWS_AS(record.reals("c"), ConfigError);
  CHECK_THROWS_AS(record.text("@n"), ConfigError);
}

TEST_CASE("real numbers are integers only if they are whole and exact") {
  Record record = sample();
  CHECK_THROWS_WITH(record.integers("b"), Equals("m.h5: dataset 'b' holds 0.500000 (it must hold "
                                                 "whole numbers); correct it"));
  record.set("b", {0x1p53, -0x1p53});
  CHECK(record.integers("b") == std::vector<std::int64_t>{1ll << 53, -(1ll << 53)});
  for (double bad : {0x1p54, -0x1p63, 1e300, std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::quiet_NaN()}) {
    record.set("b", {0, bad});
    CHECK_THROWS_AS(record.integers("b"), ConfigError);
  }
}
