#include "io/h5_file.hpp"
#include "scratch.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

/// Something of every kind a record may hold.
Record full_record() {
  Record r;
  r.set("W", {2, 3}, {1, -2, 3.5, 1e-300, -0.0, 6});
  r.set("deep/er/scalar", {}, {2.5});
  r.set("empty", {0, 3}, {});
  r.arrays["bytes"] = {{3}, std::vector<std::int8_t>{-128, 0, 127}};
  r.arrays["deep/short"] = {{2}, std::vector<std::int32_t>{INT32_MIN, INT32_MAX}};
  r.arrays["deep/long"] = {{2, 1}, std::vector<std::int64_t>{INT64_MIN, INT64_MAX}};
  std::vector<double> many(3 * 70 * 1100);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i) * 0.1;
  r.set("large", {3, 70, 1100}, many);
  r.arrays["large bytes"] = {{1, 2'500'000}, std::vector<std::int8_t>(2'500'000, 1)};
  r.attributes["@format"] = std::string("lnz-model");
  r.attributes["@none"] = std::string();
  r.attributes["@long"] = std::string(200'000, 'x');
  r.attributes["@real"] = 0.1;
  r.attributes["@whole"] = std::int64_t{INT64_MIN};
  r.attributes["only/group@reals"] = std::vector<double>{0.5, 1.5};
  r.attributes["deep@wholes"] = std::vector<std::int64_t>{3};
  r.attributes["W@empty"] = std::vector<double>{};
  r.attributes["deep/er/scalar@unit"] = std::string("nats \u03b2");
  return r;
}

std::vector<double> ramp() { return {0, 1, 2, 3, 4, 5}; }

std::string refusal(std::string const& path, std::string const& only = "") {
  return complaint_of([&] { read_h5(path, only); });
}

}  // namespace

TEST_CASE("a record comes back from a file as it was") {
  Scratch const scratch;
  Record const record = full_record();
  write_h5(scratch.path("r.h5"), record);
  Record const back = read_h5(scratch.path("r.h5"));
  CHECK(to_bytes(back) == to_bytes(record));
  CHECK(back.source == scratch.path("r.h5"));
  CHECK_FALSE(std::filesystem::exists(scratch.path("r.h5.tmp")));
}

TEST_CASE("equal records make equal files at any time") {
  Scratch const scratch;
  Record const record = full_record();
  write_h5(scratch.path("a.h5"), record);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5 counts time in seconds
  write_h5(scratch.path("b.h5"), record);
  CHECK(bytes_of(scratch.path("a.h5")) == bytes_of(scratch.path("b.h5")));
}

TEST_CASE("arrays over 64 KiB are packed") {
  Scratch const scratch;
  Record record;
  record.set("x", std::vector<double>(1'000'000, 1.0));
  write_h5(scratch.path("x.h5"), record);
  CHECK(std::filesystem::file_size(scratch.path("x.h5")) < 100'000);
}

TEST_CASE("numbers of every type that h5py writes are read exactly") {
  Record const r = read_h5(fixture("foreign_types.h5"));
  for (auto const* name :
       {"f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "big_f4", "big_i4"}) {
    INFO(name);
    CHECK(r.reals(std::string("types/") + name, 2) == ramp());
    CHECK(r.shape(std::string("types/") + name) == std::vector<std::size_t>{2, 3});
  }
  CHECK(r.integers("types/u1_high") == std::vector<std::int64_t>{0, 127, 128, 255});
  CHECK(r.integers("types/u4_high") == std::vector<std::int64_t>{4294967295});
  CHECK(r.integers("types/enum") == std::vector<std::int64_t>{2, 5});
  CHECK(r.reals("types/scalar", 0) == std::vector<double>{2.5});
  CHECK(r.shape("types/empty") == std::vector<std::size_t>{0, 3});
  CHECK(r.reals("packed/gzip", 2) == ramp());
  CHECK(r.reals("packed/never_written") == std::vector<double>(4, 1.5));
  CHECK(r.reals("deep/er/and/deeper") == ramp());

  auto const holds = [&]<class T>(char const* name, T const*) {
    return std::holds_alternative<std::vector<T>>(r.arrays.at(name).values);
  };
  CHECK(holds("types/f4", static_cast<double*>(nullptr)));
  CHECK(holds("types/u1", static_cast<std::int8_t*>(nullptr)));
  CHECK(holds("types/bool", static_cast<std::int8_t*>(nullptr)));
  CHECK(holds("types/u1_high", static_cast<std::int32_t*>(nullptr)));
  CHECK(holds("types/i2", static_cast<std::int32_t*>(nullptr)));
  CHECK(holds("types/i8", static_cast<std::int64_t*>(nullptr)));
}

TEST_CASE("what is not a number, and links that leave the file, are passed over") {
  Record const r = read_h5(fixture("foreign_types.h5"));
  for (auto const& [name, array] : r.arrays) {
    CHECK(name.find("skipped") == std::string::npos);
    CHECK(name.find("loop") == std::string::npos);
    CHECK(name.find("outside") == std::string::npos);
  }
}

TEST_CASE("attributes that h5py writes are read, text of both lengths") {
  Record const r = read_h5(fixture("foreign_types.h5"));
  std::string const at = "types/f8@";
  CHECK(r.text(at + "variable") == "variable \u03b2");
  CHECK(r.text(at + "fixed") == "fixed");
  CHECK(r.text(at + "one_text") == "only");
  CHECK(r.number(at + "real") == 0.5);
  CHECK(r.integer(at + "whole") == 200);
  CHECK(r.integer(at + "flag") == 1);
  CHECK(std::get<std::vector<double>>(r.attributes.at(at + "reals")) == std::vector{0.5, 1.5});
  CHECK(r.integer_list(at + "wholes") == std::vector<std::int64_t>{3, 4});
  for (auto const* name : {"matrix", "null", "two_texts"}) CHECK_FALSE(r.has(at + name));
}

TEST_CASE("one dataset is read alone, without attributes") {
  Record const r = read_h5(fixture("foreign_types.h5"), "types/f8");
  CHECK(r.arrays.size() == 1);
  CHECK(r.attributes.empty());
  CHECK(r.reals("types/f8") == ramp());
  CHECK(read_h5(fixture("foreign_types.h5"), "soft").reals("soft") == ramp());

  CHECK_THAT(refusal(fixture("foreign_types.h5"), "types/f9"), Contains("types/f8"));
  CHECK_THAT(refusal(fixture("foreign_types.h5"), "types"), Contains("no dataset 'types'"));
  CHECK_THAT(refusal(fixture("foreign_types.h5"), "skipped/compound"),
             Contains("does not hold numbers"));
  CHECK_THAT(refusal(fixture("foreign_types.h5"), "outside"), Contains("no dataset 'outside'"));
}

TEST_CASE("each way a file can be unreadable has its own message") {
  Scratch const scratch;
  std::string const whole = bytes_of(fixture("rbm_double.h5"));
  std::filesystem::create_directory(scratch.path("d"));
  REQUIRE(mkfifo(scratch.path("pipe").c_str(), 0600) == 0);

  CHECK_THAT(refusal(scratch.path("absent.h5")), Contains("does not exist"));
  CHECK_THAT(refusal(scratch.path("d")), Contains("is a directory"));
  CHECK_THAT(refusal(scratch.path("pipe")), Contains("device or pipe"));
  CHECK_THAT(refusal(scratch.file("empty.h5", "")), Contains("is empty"));
  CHECK_THAT(refusal(scratch.file("text.h5", "1,2,3\n")), Contains("not an HDF5 file"));
  CHECK_THAT(refusal(scratch.file("half.h5", whole.substr(0, whole.size() / 2))),
             Contains("is truncated"));
  CHECK_THAT(refusal(scratch.file("start.h5", whole.substr(0, 20))), Contains("is truncated"));
  std::string holed = whole;
  std::fill(holed.begin() + 24, holed.begin() + 200, '\xff');
  CHECK_THAT(refusal(scratch.file("holed.h5", holed)), Contains("is damaged"));
}

TEST_CASE("sizes that the file cannot hold are refused before memory is asked for") {
  CHECK_THAT(refusal(fixture("claims_2_to_40.h5")), Contains("more than 2^36"));
  CHECK_THAT(refusal(fixture("claims_8_gigabytes.h5")), Contains("cannot hold"));
  CHECK_THAT(refusal(fixture("huge_chunk.h5")), Contains("cannot hold"));
  CHECK_THAT(refusal(fixture("values_elsewhere.h5")), Contains("other files"));
  CHECK_THAT(refusal(fixture("deep_groups.h5")), Contains("deep"));
  CHECK_THAT(refusal(fixture("too_big_unsigned.h5")), Contains("above 2^63"));
}

TEST_CASE("a file that crashes the HDF5 library is refused") {
  // The attribute `format` names object 0x60000001 of a heap of three, which
  // HDF5 1.10.8 looks up unchecked.
  std::string bytes = bytes_of(fixture("rbm_double.h5"));
  std::uint64_t const heap = bytes.find("GCOL");
  char address[8];
  std::memcpy(address, &heap, 8);
  std::size_t const reference = bytes.find(std::string_view(address, 8));
  REQUIRE(reference != std::string::npos);
  bytes[reference + 11] = '\x60';
  Scratch const scratch;
  CHECK_THAT(refusal(scratch.file("x.h5", bytes)), Contains("is damaged"));
}

TEST_CASE("a lock held by another program does not stop a reader") {
  Scratch const scratch;
  write_h5(scratch.path("r.h5"), full_record());
  int const held = open(scratch.path("r.h5").c_str(), O_RDWR);
  REQUIRE(flock(held, LOCK_EX) == 0);
  CHECK(read_h5(scratch.path("r.h5")).has("W"));
  close(held);
}

TEST_CASE("what HDF5 cannot store is a fault of ours that names the file") {
  Scratch const scratch;
  Record record;
  record.set("a", {1.0});
  record.set("a/b", {1.0});
  CHECK_THROWS_WITH(write_h5(scratch.path("x.h5"), record), Contains("x.h5 cannot be written"));
  CHECK_FALSE(std::filesystem::exists(scratch.path("x.h5")));
}
