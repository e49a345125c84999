#include "lnz/record.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <limits>

using namespace lnz;

namespace {

/// Every type that a record holds, with the values that are easily lost.
Record sample() {
  Record record;
  record.set("empty", {0, 4}, {});
  record.set("real", {-0.0, 1e-310, std::numeric_limits<double>::infinity()});
  record.arrays["scalar"] = {{},
                             std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()}};
  record.arrays["group/int"] = {{2, 1}, std::vector<std::int32_t>{-1, 1 << 30}};
  record.arrays["bytes"] = {{3}, std::vector<std::int8_t>{-128, 0, 127}};
  record.attributes["@real"] = 0.1;
  record.attributes["@whole"] = std::int64_t{-5};
  record.attributes["@text"] = std::string("a\0b", 3);
  record.attributes["group@reals"] = std::vector<double>{1, 2};
  record.attributes["group@wholes"] = std::vector<std::int64_t>{};
  return record;
}

}  // namespace

TEST_CASE("a record survives the round trip through bytes") {
  Record const before = sample(), after = from_bytes(to_bytes(before));
  REQUIRE(after.arrays.size() == before.arrays.size());
  for (auto const& [key, array] : before.arrays) {
    INFO(key);
    CHECK(after.arrays.at(key).shape == array.shape);
    CHECK(after.arrays.at(key).values == array.values);
  }
  CHECK(after.attributes == before.attributes);
  CHECK((to_bytes(after) == to_bytes(before)));  // the sign of -0.0 too
  CHECK(from_bytes(to_bytes(Record{})).arrays.empty());
}

TEST_CASE("a NaN keeps its bits") {
  Record record;
  record.set("x", {std::numeric_limits<double>::quiet_NaN()});
  auto const after = from_bytes(to_bytes(record)).reals("x"), before = record.reals("x");
  CHECK(std::memcmp(after.data(), before.data(), sizeof(double)) == 0);
}

TEST_CASE("equal records give equal bytes, whatever their source and order of making") {
  Record one, other;
  one.source = "here";
  one.set("a", {1, 2});
  one.set("b", {3});
  one.attributes["@x"] = 1.0;
  other.source = "there";
  other.attributes["@x"] = 1.0;
  other.set("b", {3});
  other.set("a", {1, 2});
  CHECK((to_bytes(one) == to_bytes(other)));
}

TEST_CASE("records that differ in anything else differ in bytes") {
  auto const changed = [](auto const& change) {
    Record record = sample();
    change(record);
    return to_bytes(record);
  };
  std::string const bytes = to_bytes(sample());
  CHECK((changed([](Record& r) { r.set("real", {0.0, 1e-310, 1}); }) != bytes));
  CHECK((changed([](Record& r) { r.arrays["group/int"].shape = {1, 2}; }) != bytes));
  CHECK(
      (changed([](Record& r) { r.arrays["empty"].values = std::vector<std::int8_t>{}; }) != bytes));
  CHECK((changed([](Record& r) { r.attributes["@whole"] = -5.0; }) != bytes));
  CHECK((changed([](Record& r) { r.attributes.erase("@whole"); }) != bytes));
  CHECK((changed([](Record& r) { r.arrays["extra"] = {{0}, {}}; }) != bytes));
}

TEST_CASE("bytes are laid out as promised, so that a digest means the same everywhere") {
  Record record;
  record.set("b", {1.0});
  char const expected[] =
      "\1\0\0\0\0\0\0\0"                        // one array
      "\1\0\0\0\0\0\0\0b"                       // its name
      "\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"        // its shape
      "\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\x3f"  // doubles, one, 1.0
      "\0\0\0\0\0\0\0";                         // no attribute (the last 0 ends the literal)
  CHECK((to_bytes(record) == std::string(expected, sizeof expected)));
}

TEST_CASE("bytes cut short anywhere are refused") {
  std::string const bytes = to_bytes(sample());
  for (std::size_t n = 0; n < bytes.size(); ++n)
    REQUIRE_THROWS_AS(from_bytes(std::string_view(bytes).substr(0, n)), std::runtime_error);
}

TEST_CASE("bytes with an unknown type, an impossible count or a tail are refused") {
  Record record;
  record.attributes["@a"] = 1.0;
  std::string bytes = to_bytes(record);
  std::size_t const tag = 8 + 8 + 8 + 2;  // after both counts and the name
  REQUIRE(bytes[tag] == 0);
  bytes[tag] = 5;
  CHECK_THROWS_AS(from_bytes(bytes), std::runtime_error);
  bytes[tag] = 2;  // a text, whose length is then the bits of 1.0
  CHECK_THROWS_AS(from_bytes(bytes), std::runtime_error);
  CHECK_THROWS_AS(from_bytes(to_bytes(record) + '\0'), std::runtime_error);
}
