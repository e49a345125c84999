#include "core/memory.hpp"
#include "idx_bytes.hpp"
#include "io/damaged_file.hpp"
#include "io/edge_list.hpp"
#include "io/h5_file.hpp"
#include "io/idx.hpp"
#include "io/inflate.hpp"
#include "io/input_file.hpp"
#include "io/mat_file.hpp"
#include "io/npy.hpp"
#include "io/npz.hpp"
#include "io/probe.hpp"
#include "scratch.hpp"

#include <sys/resource.h>

#include <atomic>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

std::string little_endian(std::uint32_t x) {
  std::string bytes = big_endian(x);
  return {bytes.rbegin(), bytes.rend()};
}

/// A .npy file of doubles with this shape and no values.
std::string npy(std::string const& shape) {
  std::string const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }";
  return std::string("\x93NUMPY\2\0", 8) +
         little_endian(static_cast<std::uint32_t>(header.size())) + header;
}

std::string npy_refusal(std::string const& shape) {
  return complaint_of([&] { read_npy(npy(shape), "x"); });
}

std::string repeated(std::string const& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// Of the largest process that this one has waited for.
long peak_memory_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return usage.ru_maxrss * 1024;
}

}  // namespace

TEST_CASE(".npy shapes of more than any file holds are refused") {
  CHECK_THAT(npy_refusal("1000000000000000000,"), Contains("more than 2^36 values"));
  CHECK_THAT(npy_refusal("4294967296, 4294967296"), Contains("more than 2^36 values"));
  CHECK_THAT(npy_refusal("4294967296, 4294967297, 0"), Contains("more than 2^36 values"));
  CHECK_THAT(npy_refusal("68719476736,"), Contains("is truncated"));
  CHECK_THAT(npy_refusal("99999999999999999999,"), Contains("its shape is"));
  CHECK_THAT(npy_refusal("-1, 2"), Contains("its shape is"));
  CHECK_THAT(npy_refusal(repeated("1,", 1'000'000)), Contains("its shape is"));
}

TEST_CASE("IDX sizes of more than any file holds are refused") {
  auto const refusal = [](std::string const& bytes) {
    return complaint_of([&] { read_idx(bytes, "x"); });
  };
  std::uint32_t const most = 0xffffffff;
  CHECK_THAT(refusal(idx({most, most}, "")), Contains("more than 2^36 values"));
  CHECK_THAT(refusal(idx({most, most, most, most, most, most, most, most}, "")),
             Contains("more than 2^36 values"));
  CHECK_THAT(refusal(idx({most, 2}, "")), Contains("is truncated"));
  CHECK_THAT(refusal(gzipped(idx({most, 2}, ""))), Contains("bytes cannot hold them"));
}

TEST_CASE("a gzipped IDX file is unpacked no further than its header says") {
  std::string const bomb = gzipped(idx({2, 3}, std::string(std::size_t{1} << 28, '\0')));
  REQUIRE(bomb.size() < 300'000);
  CHECK_THAT(complaint_of([&] { read_idx(bomb, "x"); }), Contains("has 7 bytes of values"));
}

TEST_CASE("deflated bytes that could fill the machine are refused before they are unpacked") {
  auto const rows = static_cast<std::uint32_t>(memory_limit() / 10 * 9 >> 16);
  std::string const start = gzipped(idx({rows, 1 << 16}, std::string(1 << 20, '\0')));
  std::string const bytes = start + std::string(memory_limit() / 1000, '\0');
  CHECK_THAT(complaint_of([&] { inflated(bytes, Wrapping::gzip, SIZE_MAX, "x"); }),
             Contains("unpacking x takes"));
  CHECK_THAT(complaint_of([&] { read_idx(bytes, "x"); }), Contains("unpacking x takes"));
}

TEST_CASE("a .npz entry that claims more than deflate can pack is refused") {
  std::string bytes = bytes_of(fixture("rbm_deflated.npz"));
  std::size_t const entry = bytes.find("PK\x01\x02");
  bytes.replace(entry + 24, 4, little_endian(0xfffffffe));
  CHECK_THAT(complaint_of([&] {
               read_npz(bytes, {"W", "b", "c"}, "x");
             }),
             Contains("impossible size"));
}

TEST_CASE("MATLAB sizes of more than the file holds are refused") {
  std::string const whole = bytes_of(fixture("rbm_v6.mat"));
  std::size_t const sides = whole.find("vishid") - 16;
  auto const refusal = [&](std::uint32_t rows, std::uint32_t columns) {
    std::string bytes = whole;
    bytes.replace(sides, 8, little_endian(rows) + little_endian(columns));
    return complaint_of([&] { read_mat(bytes, "x"); });
  };
  CHECK_THAT(refusal(0xffffffff, 0xffffffff), Contains("more than 2^36 values"));
  CHECK_THAT(refusal(0xffffffff, 1), Contains("is truncated"));

  std::string packed = bytes_of(fixture("rbm_v7.mat")).substr(0, 128);
  std::string const lie = little_endian(14) + little_endian(0xfffffff0) + std::string(64, '\0');
  std::string const element = [&] {
    std::string const gz = gzipped(lie);  // as zlib: header of two bytes, no checksum is reached
    return "\x78\x9c" + gz.substr(10);
  }();
  packed += little_endian(15) + little_endian(static_cast<std::uint32_t>(element.size())) + element;
  CHECK_THAT(complaint_of([&] { read_mat(packed, "x"); }), Contains("claim to hold"));
}

TEST_CASE("numbers of sites beyond 32 bits are refused in edge lists") {
  auto const refusal = [](std::string const& text) {
    return complaint_of([&] { read_edge_list(text, "x"); });
  };
  CHECK_THAT(refusal("1000000000000000000 1\n1 2 1\n"), Contains("at most 2147483647"));
  CHECK_THAT(refusal("4 1000000000000000000\n1 2 1\n"), Contains("promises 1000000000000000000"));
  CHECK_THAT(refusal("0 1000000000000000000 1\n"), Contains("site '1000000000000000000'"));
}

TEST_CASE("a chunk of an HDF5 file that unpacks to more than it has room for is refused") {
  CHECK_THAT(complaint_of([] { read_h5(fixture("bomb.h5")); }), Contains("is damaged"));
  CHECK(peak_memory_of_children() < 900'000'000);  // 801 MB under AddressSanitizer
}

TEST_CASE("many names of one dataset do not multiply it beyond what the file can hold") {
  CHECK_THAT(complaint_of([] { read_h5(fixture("many_names.h5")); }), Contains("cannot hold"));
}

TEST_CASE("a file of holes larger than the machine's memory is refused unread") {
  Scratch const scratch;
  std::string const path = scratch.file("x.npy", npy("4"));
  std::error_code error;
  std::filesystem::resize_file(path, std::uintmax_t{1} << 43, error);
  if (error) {
    WARN("skipped: no files of 8 TiB here");
    return;
  }
  CHECK_THAT(complaint_of([&] { read_input(path); }), Contains("takes 8.8e+03 GB of memory"));
  CHECK(read_input(path, 6) == "\x93NUMPY");

  std::filesystem::copy_file(fixture("rbm_double.h5"), scratch.path("x.h5"));
  std::filesystem::resize_file(scratch.path("x.h5"), std::uintmax_t{1} << 43);
  CHECK(read_h5(scratch.path("x.h5")).has("W"));
}

TEST_CASE("a trial is refused as its copy was, and survives hunger") {
  TrialBounds const bounds{.cpu_seconds = 2, .memory = std::size_t{1} << 26};
  CHECK(death_of([] {}, bounds).empty());
  CHECK(complaint_of([&] { death_of([] { throw ConfigError("no (why); do"); }, bounds); }) ==
        "no (why); do");
  try {
    death_of([] { throw DamagedFile("x is damaged (y); copy it", "y"); }, bounds);
    FAIL("nothing was refused");
  } catch (DamagedFile const& damage) {
    CHECK(damage.what() == std::string("x is damaged (y); copy it"));
    CHECK(damage.why == "y");
  }
  CHECK(death_of([] { std::abort(); }, bounds) == "signal 6");
  CHECK(death_of(
            [] {
              for (std::atomic<int> turns = 0;; ++turns) {
              }
            },
            bounds) == "no end after 2 s");
  CHECK_FALSE(death_of(
                  [] {
                    auto* const bytes = static_cast<char*>(std::malloc(std::size_t{1} << 32));
                    if (!bytes) std::abort();
                    std::free(bytes);
                  },
                  bounds)
                  .empty());
}
