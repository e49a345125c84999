#include "io/import.hpp"

#include "io/model_file.hpp"
#include "scratch.hpp"

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

std::string refusal(std::string const& path, std::string const& transpose = "") {
  return complaint_of([&] { import_model(path, {.transpose_pixels = transpose}); });
}

using Reals = std::vector<double>;
using Wholes = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("MATLAB files of versions 6 and 7 give the same machine") {
  for (auto const* name : {"rbm_v6.mat", "rbm_v7.mat"}) {
    INFO(name);
    Record const m = import_model(fixture(name), {});
    CHECK(m.text("@kind") == "rbm");
    CHECK(m.shape("W") == std::vector<std::size_t>{4, 3});
    CHECK(m.reals("W") == Reals{0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5});
    CHECK(m.reals("b", 1) == Reals{10, 20, 30, 40});
    CHECK(m.reals("c", 1) == Reals{1, 2, 3});
  }
}

TEST_CASE("transposed pixels are rows of W and b in row-major order") {
  Record const m = import_model(fixture("rbm_v7.mat"), {.transpose_pixels = "2x2"});
  CHECK(m.reals("b") == Reals{10, 30, 20, 40});
  CHECK(m.reals("W") == Reals{0.5, 1.5, 2.5, 6.5, 7.5, 8.5, 3.5, 4.5, 5.5, 9.5, 10.5, 11.5});
  CHECK(m.reals("c") == Reals{1, 2, 3});

  // One column of four pixels is the same in both orders; one of height 2 and width 2 is not.
  CHECK(import_model(fixture("rbm_v7.mat"), {.transpose_pixels = "4x1"}).reals("b") ==
        Reals{10, 20, 30, 40});
  CHECK_THAT(refusal(fixture("rbm_v7.mat"), "3x2"), Contains("4 visible units"));
  for (auto const* size : {"2", "2x", "x2", "0x4", "2x2x1", "-2x-2", "4294967296x4294967297"}) {
    INFO(size);
    CHECK_THAT(refusal(fixture("rbm_v7.mat"), size), Contains("transpose-pixels"));
  }
  CHECK_THAT(refusal(fixture("spins_matrix.npz"), "3x1"), Contains("no pixels"));
}

TEST_CASE("heights and widths are not exchanged") {
  Scratch const scratch;
  // Six pixels in column-major order of a 2 x 3 image: (0,0) (1,0) (0,1) (1,1) (0,2) (1,2).
  Record const m = import_model(fixture("rbm_six.npz"), {.transpose_pixels = "2x3"});
  CHECK(m.reals("b") == Reals{0, 2, 4, 1, 3, 5});
}

TEST_CASE(".npz files of weights, stored or deflated, are machines") {
  Record const m = import_model(fixture("rbm.npz"), {});
  CHECK(m.reals("W", 2) == Reals{0 / 10., 1 / 10., 2 / 10., 3 / 10., 4 / 10., 5 / 10.});
  CHECK(m.reals("b") == Reals{1, 2});
  CHECK(m.reals("c") == Reals{3, 4, 5});
  Record const single = import_model(fixture("rbm_deflated.npz"), {});
  CHECK(single.reals("W")[1] == static_cast<double>(0.1f));
  CHECK(single.reals("c") == Reals{3, 4, 5});
}

TEST_CASE("a matrix, a triangle and a list of couplings are the same spins") {
  for (auto const* name : {"spins_matrix.npz", "spins_triangle.npz", "spins_edges.npz"}) {
    INFO(name);
    Record const m = import_model(fixture(name), {});
    CHECK(m.text("@kind") == "spins");
    CHECK(m.integers("edges", 2) == Wholes{0, 1, 1, 2});
    CHECK(m.reals("J", 1) == Reals{1.5, -2});
  }
  CHECK(import_model(fixture("spins_matrix.npz"), {}).integer("@n") == 3);
  CHECK(import_model(fixture("spins_matrix.npz"), {}).reals("h") == Reals{0.5, 0, -0.5});
  CHECK(import_model(fixture("spins_edges.npz"), {}).integer("@n") == 4);
}

TEST_CASE("edge lists count from 1 under a header and from 0 without") {
  Scratch const scratch;
  Record const g_set = import_model(scratch.file("G0", "4 2\n1 2 1\n 2 3\t-1 \n"), {});
  CHECK(g_set.integer("@n") == 4);
  CHECK(g_set.integers("edges", 2) == Wholes{0, 1, 1, 2});
  CHECK(g_set.reals("J", 1) == Reals{1, -1});

  Record const bare =
      import_model(scratch.file("e.txt", "# i j J\n0 5 0.25 # first\n\n1,2,-1e-3\r\n"), {});
  CHECK(bare.integer("@n") == 6);
  CHECK(bare.integers("edges", 2) == Wholes{0, 5, 1, 2});
  CHECK(bare.reals("J", 1) == Reals{0.25, -1e-3});
}

TEST_CASE("broken edge lists are refused by file and line") {
  Scratch const s;
  auto const refused = [&](std::string const& text) { return refusal(s.file("e.txt", text)); };
  CHECK_THAT(refused("0 1 1\n0 1\n"), Contains("e.txt:2 has 2 words"));
  CHECK_THAT(refused("0 1 x\n"), Contains("e.txt:1 has the coupling 'x'"));
  CHECK_THAT(refused("0 1 nan\n"), Contains("finite"));
  CHECK_THAT(refused("0 -1 1\n"), Contains("site '-1'"));
  CHECK_THAT(refused("0 1.5 1\n"), Contains("site '1.5'"));
  CHECK_THAT(refused("0 99999999999 1\n"), Contains("site '99999999999'"));
  CHECK_THAT(refused("3 1\n0 1 1\n"), Contains("sites are 1 to 3"));
  CHECK_THAT(refused("3 1\n1 4 1\n"), Contains("e.txt:2 has site '4'"));
  CHECK_THAT(refused("3 2\n1 2 1\n"), Contains("promises 2"));
  CHECK_THAT(refused("3000000000 0\n"), Contains("at most 2147483647"));
  CHECK_THAT(refused("1 1 1\n"), Contains("to itself"));
  CHECK_THAT(refused("# nothing\n"), Contains("no edges"));
  CHECK_THAT(refused("\x01\x02\xff\n"), Contains("has 1 words"));
}

TEST_CASE("foreign files that are no model are refused, each by its reason") {
  Scratch const s;
  std::string const mat = bytes_of(fixture("rbm_v6.mat")), packed = bytes_of(fixture("rbm_v7.mat"));
  std::string const npz = bytes_of(fixture("rbm.npz"));
  std::string other_end = mat, v73 = mat, no_names = mat, flipped = npz;

  CHECK_THAT(refusal(s.path("absent.mat")), Contains("does not exist"));
  CHECK_THAT(refusal(s.file("x.mat", "no title")), Contains("not a MATLAB file"));
  other_end.replace(124, 4, {'\1', '\0', 'M', 'I'});
  CHECK_THAT(refusal(s.file("o.mat", other_end)), Contains("big-endian"));
  v73[124] = '\0', v73[125] = '\2';
  CHECK_THAT(refusal(s.file("3.mat", v73)), Contains("v7.3"));
  CHECK_THAT(refusal(s.file("t.mat", mat.substr(0, mat.size() - 30))), Contains("is truncated"));
  CHECK_THAT(refusal(s.file("u.mat", packed.substr(0, packed.size() - 30))),
             Contains("is truncated"));
  no_names.replace(no_names.find("vishid"), 6, "weight");
  CHECK_THAT(refusal(s.file("n.mat", no_names)), Contains("vishid, visbiases, hidbiases"));

  CHECK_THAT(refusal(s.file("x.npz", "no zip")), Contains("not a whole .npz"));
  CHECK_THAT(refusal(s.file("t.npz", npz.substr(0, npz.size() / 2))), Contains("not a whole .npz"));
  flipped[flipped.find("NUMPY") + 128] ^= 1;
  CHECK_THAT(refusal(s.file("f.npz", flipped)), Contains("checksum"));
}

TEST_CASE("arrays of a wrong shape or not finite are refused by name") {
  for (auto const& [name, reason] : std::vector<std::pair<char const*, char const*>>{
           {"bad_no_c.npz", "no numeric array c"},
           {"bad_short_b.npz", "b is 3 (a list of 2"},
           {"bad_flat_W.npz", "W is 6"},
           {"bad_nan_W.npz", "NaN"},
           {"bad_asymmetric_J.npz", "J[0, 1] = 1.5 but J[1, 0] = 2"},
           {"bad_diagonal_J.npz", "J[1, 1] = 1"},
           {"bad_edges.npz", "outside 0 to 2"},
           {"bad_names.npz", "an RBM is W, b, c"}}) {
    INFO(name);
    CHECK_THAT(refusal(fixture(name)), Contains(reason));
  }
}

TEST_CASE("the published file of Salakhutdinov and Murray is the reference model", "[shared]") {
  std::string const folder = std::string(LNZ_SHARED) + "/reference/";
  if (!std::filesystem::exists(folder + "mnistvh_CD25.mat")) {
    WARN("skipped: no shared reference files");
    return;
  }
  Record const mine = import_model(folder + "mnistvh_CD25.mat", {.transpose_pixels = "28x28"});
  CHECK(model_sha256(mine) == model_sha256(read_model_file(folder + "models/sm2008_cd25_500.h5")));
}
