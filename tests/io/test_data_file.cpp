#include "io/data_file.hpp"

#include "idx_bytes.hpp"
#include "io/h5_file.hpp"
#include "scratch.hpp"

#include <cmath>

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

Binarise const kNone{.how = Binarise::How::none};
std::vector<float> const kPixels = {0, 51 / 255.f, 1, 1 / 255.f, 0, 102 / 255.f};

std::string refusal(std::string const& path, Binarise const& binarise = kNone) {
  return complaint_of([&] { read_data(path, binarise); });
}

void check_pixels(std::string const& path) {
  INFO(path);
  DataSet const data = read_data(path, kNone);
  CHECK(data.rows == 2);
  CHECK(data.columns == 3);
  CHECK(data.values == kPixels);
  CHECK(data.source == path);
}

std::string const kBytes("\0\x33\xff\x01\0\x66", 6);

}  // namespace

TEST_CASE("IDX images are read, packed or not, flattened, as bytes / 255") {
  Scratch const scratch;
  check_pixels(scratch.file("a-ubyte", idx({2, 3}, kBytes)));
  check_pixels(scratch.file("b.gz", gzipped(idx({2, 3, 1}, kBytes))));
  check_pixels(scratch.file("no ending", idx({2, 1, 3, 1}, kBytes)));
}

TEST_CASE("labels are read from one dimension or one column and from nothing else") {
  Scratch const scratch;
  std::vector<std::int64_t> const labels{7, 0, 255};
  std::string const bytes("\x07\x00\xff", 3);
  CHECK(read_labels(scratch.file("l-ubyte", idx({3}, bytes))) == labels);
  CHECK(read_labels(scratch.file("l.gz", gzipped(idx({3, 1}, bytes)))) == labels);
  CHECK(read_labels(scratch.file("l.csv", "7\n0\n255\n"), 2) == std::vector<std::int64_t>{7, 0});
  auto const refusal = [](std::string const& path) {
    return complaint_of([&] { read_labels(path); });
  };
  CHECK_THAT(refusal(scratch.file("i-ubyte", idx({1, 3}, bytes))), Contains("shape 1 x 3"));
  CHECK_THAT(refusal(scratch.file("h.csv", "7\n0.5\n")), Contains("0.5 for example 1"));
  CHECK_THAT(refusal(scratch.file("n.csv", "nan\n")), Contains("whole numbers"));
  CHECK_THAT(refusal(scratch.file("e-ubyte", idx({0}, ""))), Contains("shape 0"));
}

TEST_CASE("IDX bytes of only 0 and 1 stay bits") {
  Scratch const scratch;
  DataSet const data = read_data(scratch.file("x.idx", idx({1, 3}, {'\0', '\1', '\1'})), kNone);
  CHECK(data.values == std::vector<float>{0, 1, 1});
}

TEST_CASE(".npy files of every type and order hold the same pixels") {
  for (auto const* name : {"u1", "i8", "f4", "big_i2", "big_f8", "fortran"})
    check_pixels(fixture(std::string("pixels_") + name + ".npy"));
  CHECK(read_data(fixture("images.npy"), kNone).values == kPixels);
}

TEST_CASE("CSV is read with any separator, with or without a line of names") {
  Scratch const scratch;
  check_pixels(scratch.file("a.csv", "0,51,255\n1,0,102\n"));
  check_pixels(scratch.file("b.csv", "\xef\xbb\xbfp1, p2 ,p3\r\n0, 51, 255\r\n\r\n1, 0, 102"));
  check_pixels(scratch.file("c.txt", "# saved\n 0 51\t255 # first\n+1.0 0e0 102\n"));
  check_pixels(scratch.file("d.csv", "0;51;255\n1;0;102;\n"));
}

TEST_CASE("HDF5 data are FILE:DATASET, or FILE if it holds one matrix") {
  Scratch const scratch;
  Record file;
  file.set("labels", {7, 7});
  file.set("deep/pixels", {2, 3}, {0, 51, 255, 1, 0, 102});
  write_h5(scratch.path("one.h5"), file);
  check_pixels(scratch.path("one.h5"));
  check_pixels(scratch.path("one.h5:deep/pixels"));

  file.set("test", {1, 1}, {0});
  write_h5(scratch.path("two.h5"), file);
  CHECK_THAT(refusal(scratch.path("two.h5")), Contains("deep/pixels, test"));
  CHECK_THAT(refusal(scratch.path("two.h5:train")), Contains("no dataset 'train'"));
  CHECK_THAT(refusal(scratch.path("two.h5:labels")), Contains("1 dimension"));
  CHECK_THAT(refusal(scratch.path("two.h5:")), Contains("names no dataset"));
  CHECK_THAT(refusal(scratch.path("three.h5:test")), Contains("three.h5 does not exist"));
  CHECK_THAT(refusal(fixture("rbm_single.h5:b")), Contains("1 dimension"));
}

TEST_CASE("a limit keeps the first rows and does not change their scale") {
  Scratch const scratch;
  DataSet const data = read_data(scratch.file("a.csv", "0,1\n255,0\n"), kNone, 1);
  CHECK(data.rows == 1);
  CHECK(data.values == std::vector<float>{0, 1 / 255.f});
  CHECK(read_data(scratch.path("a.csv"), kNone, 9).rows == 2);
}

TEST_CASE("real numbers keep their scale") {
  Scratch const scratch;
  CHECK(read_data(scratch.file("a.csv", "0.5,2\n-1.25,0\n"), kNone).values ==
        std::vector<float>{0.5f, 2, -1.25f, 0});
  CHECK(read_data(scratch.file("b.csv", "-1,1\n"), {}).values == std::vector<float>{0, 1});
}

TEST_CASE("a pixel becomes 1 only above the threshold") {
  Scratch const scratch;
  std::string const path = scratch.file("a.csv", "0.1,0.5,0.50001,0.9\n");
  CHECK(read_data(path, parse_binarise("threshold:0.5")).values == std::vector<float>{0, 0, 1, 1});
  CHECK(read_data(path, parse_binarise("threshold:0.1")).values == std::vector<float>{0, 1, 1, 1});
}

TEST_CASE("sampled bits have their pixels as means, and depend on seed and row only") {
  Scratch const scratch;
  int const n = 20000;
  std::string rows;
  for (int i = 0; i < n; ++i) rows += "0,0.3,1\n";
  std::string const path = scratch.file("a.csv", rows);
  DataSet const data = read_data(path, parse_binarise("sample:7"));
  double ones = 0;
  for (std::size_t i = 0; i < data.rows; ++i) {
    REQUIRE(data.row(i)[0] == 0);
    REQUIRE(data.row(i)[2] == 1);
    ones += static_cast<double>(data.row(i)[1]);
  }
  CHECK(std::abs(ones / n - 0.3) < 4 * std::sqrt(0.3 * 0.7 / n));

  DataSet const first = read_data(path, parse_binarise("sample:7"), 1000);
  CHECK(std::equal(first.values.begin(), first.values.end(), data.values.begin()));
  CHECK(read_data(path, parse_binarise("sample:8"), 1000).values != first.values);
  // Rows are not copies of each other.
  CHECK(std::count(first.values.begin(), first.values.end(), 1.0f) % 1000 != 0);
}

TEST_CASE("the SHA-256 of bits covers their shape and every bit") {
  // printf '2 9\n\x05\x01\x80\x00' | sha256sum
  DataSet data{"bits", 2, 9, {1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0}};
  CHECK(data_sha256(data) == "61272fe8805ede67b8f397d4ecc32e841aba4f78901e7facc0d7e886da575549");
  std::string const before = data_sha256(data);
  data.values.back() = 1;
  CHECK(data_sha256(data) != before);
}

TEST_CASE("ways to binarise are parsed whole or refused") {
  CHECK(parse_binarise("none").how == Binarise::How::none);
  CHECK(parse_binarise("threshold:0.25").threshold == 0.25);
  CHECK(parse_binarise("sample:18446744073709551615").seed == UINT64_MAX);
  for (auto const* text : {"", "sample", "sample:-1", "sample:x", "threshold:", "threshold:nan",
                           "threshold:0.5x", "none:1", "round"}) {
    INFO(text);
    CHECK_THAT(complaint_of([&] { parse_binarise(text); }), Contains("binarize"));
  }
}

TEST_CASE("each way data can be broken has its own message") {
  Scratch const s;
  std::filesystem::create_directory(s.path("d.csv"));
  std::string const good = idx({2, 3}, kBytes), packed = gzipped(good);
  std::string npy = bytes_of(fixture("pixels_i8.npy"));

  CHECK_THAT(refusal(s.path("absent.csv")), Contains("does not exist"));
  CHECK_THAT(refusal(s.path("d.csv")), Contains("is a directory"));
  CHECK_THAT(refusal(s.file("e.csv", "")), Contains("is empty"));
  CHECK_THAT(refusal(s.file("x.bin", "what?")), Contains("no known format"));

  CHECK_THAT(refusal(s.file("m-ubyte", "GIF89a")), Contains("not an IDX file"));
  CHECK_THAT(refusal(s.file("t-ubyte", idx({2, 3}, kBytes, '\x0d'))),
             Contains("element type 0x0d"));
  CHECK_THAT(refusal(s.file("l-ubyte", idx({6}, kBytes))), Contains("labels"));
  CHECK_THAT(refusal(s.file("h-ubyte", good.substr(0, 10))), Contains("is truncated"));
  CHECK_THAT(refusal(s.file("s-ubyte", good.substr(0, 15))), Contains("is truncated (its shape"));
  CHECK_THAT(refusal(s.file("o-ubyte", good + "x")), Contains("has 7 bytes of values"));
  CHECK_THAT(refusal(s.file("0-ubyte", idx({0, 3}, ""))), Contains("no examples"));
  CHECK_THAT(refusal(s.file("c-ubyte", idx({~0u, ~0u}, kBytes))), Contains("2^36"));
  CHECK_THAT(refusal(s.file("n.gz", good.substr(1))), Contains("not an IDX file"));
  CHECK_THAT(refusal(s.file("t.gz", packed.substr(0, packed.size() - 5))),
             Contains("compressed data end"));
  std::string damaged = packed;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
  CHECK_THAT(refusal(s.file("d.gz", damaged)), Contains("is damaged"));
  CHECK_THAT(refusal(s.file("o.gz", gzipped(good + "x"))), Contains("has 7 bytes of values"));
  CHECK_THAT(refusal(s.file("c.gz", gzipped(idx({1u << 15, 1u << 20}, kBytes)))),
             Contains("cannot hold"));

  CHECK_THAT(refusal(s.file("m.npy", "PK")), Contains("not a .npy file"));
  CHECK_THAT(refusal(s.file("t.npy", npy.substr(0, npy.size() - 1))), Contains("is truncated"));
  CHECK_THAT(refusal(s.file("o.npy", npy + "12345678")), Contains("bytes of values"));
  CHECK_THAT(refusal(fixture("line.npy")), Contains("1 dimension"));
  CHECK_THAT(refusal(fixture("half.npy")), Contains("'<f2'"));
  CHECK_THAT(refusal(fixture("objects.npy")), Contains("'|O'"));
  npy.replace(npy.find("(2, 3)"), 6, "(-2,3)");
  CHECK_THAT(refusal(s.file("n.npy", npy)), Contains("its shape is"));

  CHECK_THAT(refusal(s.file("c.csv", "1,0\n1\n")), Contains("c.csv:2 has 1 number"));
  CHECK_THAT(refusal(s.file("w.csv", "1,0\n1,x\n")), Contains("w.csv:2 has 'x'"));
  CHECK_THAT(refusal(s.file("g.csv", "1,,0\n")), Contains("g.csv:1 has ''"));
  CHECK_THAT(refusal(s.file("n.csv", "a,b\n0,nan\n")), Contains("nan in row 0, column 1"));
  CHECK_THAT(refusal(s.file("i.csv", "0,-inf\n")), Contains("-inf"));
  CHECK_THAT(refusal(s.file("names.csv", "a,b\n")), Contains("no examples"));
  CHECK_THAT(refusal(s.file("256.csv", "0,256\n")), Contains("pixels are 0 to 255"));
  CHECK_THAT(refusal(s.file("p.csv", "0.5,1.5\n"), parse_binarise("sample:1")),
             Contains("probability"));
}

TEST_CASE("the MNIST files give the images they are known for", "[shared]") {
  std::string const folder = std::string(LNZ_SHARED) + "/data/";
  if (!std::filesystem::exists(folder)) {
    WARN("skipped: no shared data");
    return;
  }
  DataSet const images = read_data(folder + "mnist/t10k-images-idx3-ubyte.gz", kNone);
  CHECK(images.rows == 10000);
  CHECK(images.columns == 784);
  CHECK(*std::max_element(images.values.begin(), images.values.end()) == 1.0f);
  DataSet const bits = read_data(folder + "mnist_binarized.h5:test", kNone);
  CHECK(bits.rows == 10000);
  CHECK(bits.columns == 784);
  CHECK_THAT(refusal(folder + "mnist_binarized.h5"), Contains("test, train"));
  CHECK_THAT(refusal(folder + "mnist/train-labels-idx1-ubyte.gz"), Contains("labels"));
}
