#include "idx_bytes.hpp"
#include "io/csv.hpp"
#include "io/edge_list.hpp"
#include "io/h5_file.hpp"
#include "io/idx.hpp"
#include "io/mat_file.hpp"
#include "io/npy.hpp"
#include "io/npz.hpp"
#include "scratch.hpp"

#include <functional>
#include <random>

using namespace lnz;
using namespace lnz::test;

namespace {

struct Format {
  std::string name;
  std::string bytes;
  std::function<void(std::string const&)> read;
};

std::vector<Format> formats() {
  std::string const images = idx({2, 3}, "\1\2\3\4\5\6");
  auto const as_idx = [](auto const& bytes) { read_idx(bytes, "x"); };
  auto const as_npy = [](auto const& bytes) { read_npy(bytes, "x"); };
  auto const as_mat = [](auto const& bytes) { read_mat(bytes, "x"); };
  auto const as_npz = [](auto const& bytes) { read_npz(bytes, {"W", "b", "c"}, "x"); };
  return {
      {"IDX", images, as_idx},
      {"IDX.gz", gzipped(images), as_idx},
      {".npy", bytes_of(fixture("pixels_i8.npy")), as_npy},
      {".npy, column-major", bytes_of(fixture("pixels_fortran.npy")), as_npy},
      {"CSV", "a,b\n0,1\n0.5,1e-3\n", [](auto const& bytes) { read_csv(bytes, "x"); }},
      {"MATLAB v6", bytes_of(fixture("rbm_v6.mat")), as_mat},
      {"MATLAB v7", bytes_of(fixture("rbm_v7.mat")), as_mat},
      {".npz, stored", bytes_of(fixture("rbm.npz")), as_npz},
      {".npz, deflated", bytes_of(fixture("rbm_deflated.npz")), as_npz},
      {"edges", "4 2\n1 2 1\n2 3 -0.5\n", [](auto const& bytes) { read_edge_list(bytes, "x"); }}};
}

/// Read, or refused by a ConfigError of one line; anything else fails the test.
void read_or_refuse(Format const& format, std::string const& argument) {
  try {
    format.read(argument);
  } catch (ConfigError const& error) {
    std::string_view const message = error.what();
    CHECK(message.find('\n') == std::string_view::npos);
  }
}

}  // namespace

TEST_CASE("a file cut short anywhere is read or refused") {
  for (Format const& format : formats())
    for (std::size_t n = 0; n < format.bytes.size(); ++n) {
      INFO(format.name << " cut to " << n << " bytes");
      read_or_refuse(format, format.bytes.substr(0, n));
    }
}

TEST_CASE("a file with any byte replaced is read or refused") {
  for (Format const& format : formats())
    for (std::size_t i = 0; i < format.bytes.size(); ++i)
      for (int value = 0; value < 256; value += 3) {
        std::string bytes = format.bytes;
        bytes[i] = static_cast<char>(value);
        INFO(format.name << " with byte " << i << " = " << value);
        read_or_refuse(format, bytes);
      }
}

TEST_CASE("an HDF5 file with random bytes replaced is read or refused") {
  Scratch const scratch;
  Format const format{"x.h5", bytes_of(fixture("rbm_double.h5")),
                      [](auto const& path) { read_h5(path); }};
  std::mt19937_64 random(1);
  for (int i = 0; i < 300; ++i) {
    std::string bytes = format.bytes;
    for (int k = 0; k < 3; ++k) bytes[random() % 2048] = static_cast<char>(random());
    INFO("mutation " << i);
    read_or_refuse(format, scratch.file(format.name, bytes));
  }
}
