#include "core/short_form.hpp"

#include "lnz/error.hpp"

#include <catch2/catch.hpp>

using namespace lnz;
using Catch::Matchers::Equals;

TEST_CASE("a short form is kind, sizes and keys") {
  ShortForm const form = parse_short_form("ising:16x8x4,J=pm1,seed=7,beta=-2.5e-1");
  CHECK(form.text == "ising:16x8x4,J=pm1,seed=7,beta=-2.5e-1");
  CHECK(form.kind == "ising");
  CHECK(form.sizes == std::vector<std::size_t>{16, 8, 4});
  CHECK(form.text_of("J", "") == "pm1");
  CHECK(form.count("seed", 1) == 7);
  CHECK(form.number("beta", 1) == -0.25);
  CHECK(parse_short_form("sk:1099511627776").sizes[0] == std::size_t{1} << 40);
  CHECK(parse_short_form("sk:9,a=b=c").text_of("a", "") == "b=c");
}

TEST_CASE("keys that are not given have the default") {
  ShortForm const form = parse_short_form("rbm:3x2");
  CHECK(form.number("scale", 0.05) == 0.05);
  CHECK(form.count("seed", 18446744073709551615u) == 18446744073709551615u);
  CHECK(form.text_of("weights", "normal") == "normal");
}

TEST_CASE("a short form is letters and a colon, a path is not") {
  CHECK(is_short_form("ising:4x4"));
  CHECK(is_short_form("ising:"));
  CHECK_FALSE(is_short_form("ising"));
  CHECK_FALSE(is_short_form(":4"));
  CHECK_FALSE(is_short_form("dir/ising:4"));
  CHECK_FALSE(is_short_form("model2.h5:4"));
}

TEST_CASE("broken sizes are refused") {
  CHECK_THROWS_WITH(parse_short_form("ising:0x4"),
                    Equals("model ising:0x4: size '0' (sizes are whole numbers from 1); write them "
                           "like 64x64"));
  for (std::string text :
       {"ising:4xx4", "ising:4x", "ising:x4", "ising:-4", "ising:4.5", "ising:4 x4", "ising:4y4",
        "ising:+4", "ising:99999999999999999999", "ising:,J=1"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_short_form(text), ConfigError);
  }
  for (std::string text : {"ising:", "ising"}) {
    INFO(text);
    CHECK_THROWS_WITH(
        parse_short_form(text),
        Equals("model " + text + " has no size (it must follow the colon); write it like ising:64x64"));
  }
  CHECK_THROWS_WITH(parse_short_form("ising:1048576x1048577"),
                    Equals("model ising:1048576x1048577 is too large (sizes multiply to more than "
                           "2^40); shrink it"));
}

TEST_CASE("broken keys are refused") {
  CHECK_THROWS_WITH(parse_short_form("ising:4,J"),
                    Equals("model ising:4,J: 'J' (not key=value); write key=value"));
  CHECK_THROWS_AS(parse_short_form("ising:4,=3"), ConfigError);
  CHECK_THROWS_AS(parse_short_form("ising:4,,J=1"), ConfigError);
  CHECK_THROWS_AS(parse_short_form("ising:4,"), ConfigError);
  CHECK_THROWS_WITH(parse_short_form("ising:4,J=1,J=2"),
                    Equals("model ising:4,J=1,J=2: key 'J' stands twice; give it once"));
}

TEST_CASE("values that are not numbers of their kind are refused") {
  for (std::string value : {"", "x", "1x", "nan", "inf", "1e400", " 1", "0x10"}) {
    INFO(value);
    CHECK_THROWS_AS(parse_short_form("rbm:2x2,scale=" + value).number("scale", 1), ConfigError);
  }
  for (std::string value : {"", "-1", "1.5", "1e3", "18446744073709551616"}) {
    INFO(value);
    CHECK_THROWS_AS(parse_short_form("rbm:2x2,seed=" + value).count("seed", 1), ConfigError);
  }
  CHECK_THROWS_WITH(parse_short_form("rbm:2x2,scale=big").number("scale", 1),
                    Equals("model rbm:2x2,scale=big: scale = 'big' (not a finite number); give a "
                           "number"));
}

TEST_CASE("an unknown key is refused naming the nearest known one") {
  ShortForm const form = parse_short_form("rbm:2x2,sead=3");
  CHECK_NOTHROW(form.allow({"scale", "sead"}));
  CHECK_THROWS_WITH(form.allow({"weights", "scale", "seed", "bias"}),
                    Equals("model rbm:2x2,sead=3: unknown key 'sead'; did you mean 'seed'?"));
}

TEST_CASE("nearest counts insertions, deletions and changes") {
  CHECK(nearest("chain", {"rungs", "chains", "seed"}) == "chains");
  CHECK(nearest("rugns", {"chains", "rungs", "seed"}) == "rungs");
  CHECK(nearest("sweepss", {"steps", "sweeps"}) == "sweeps");
  CHECK(nearest("abc", {"abcdefgh", "xyz"}) == "xyz");  // three changes before five insertions
  CHECK(nearest("seed", {"seed", "feed"}) == "seed");
  CHECK(nearest("same", {"a", "b"}) == "a");
  CHECK(nearest("anything", {}).empty());
}
