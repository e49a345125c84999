#include "io/export.hpp"
#include "io/import.hpp"
#include "io/model_file.hpp"
#include "scratch.hpp"

using namespace lnz;
using namespace lnz::test;
using Catch::Matchers::Contains;

namespace {

using Reals = std::vector<double>;
using Wholes = std::vector<std::int64_t>;

Record imported(Scratch const& scratch, std::string const& name, std::string const& text) {
  return import_model(scratch.file(name, text), {});
}

std::string const kDocument = R"({"version": "1.0.0", "id": 0, "metadata": {},
  "variable_ids": [2, 9, 4], "variable_domain": "spin", "scale": 2, "offset": 1.25,
  "linear_terms": [{"id": 2, "coeff": 1.5}],
  "quadratic_terms": [{"id_tail": 4, "id_head": 2, "coeff": -0.25},
                      {"id_tail": 2, "id_head": 9, "coeff": 3}]})";

/// The document with one text in place of another.
std::string with(std::string const& from, std::string const& to) {
  std::string text = kDocument;
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a QUBO to be minimised is spins with a quarter of its couplings and a constant") {
  // E = x0 - 2 x1 + 4 x0 x1 is 0, 1, -2, 3 at 00, 10, 01, 11.
  Scratch const s;
  Record const m = imported(s, "q.coo", "# vartype=BINARY\n0 0 1\n0 1 4\n1 1 -2\n");
  CHECK(m.text("@kind") == "spins");
  CHECK(m.integer("@n") == 2);
  CHECK(m.integers("edges", 2) == Wholes{0, 1});
  CHECK(m.reals("J") == Reals{-1});
  CHECK(m.reals("h") == Reals{-1.5, 0});
  CHECK(m.number("@energy_offset") == 0.5);
}

TEST_CASE("spins to be minimised change their signs and nothing else") {
  Scratch const s;
  Record const m =
      imported(s, "x.txt", "0 1 0.5\n1 0 0.25\n # my vartype: SPIN\n1 1 -3\n0 1 0 # more\n");
  CHECK(m.reals("J") == Reals{-0.75});
  CHECK(m.reals("h") == Reals{0, 3});
  CHECK_FALSE(m.has("@energy_offset"));
  CHECK_FALSE(m.has("ids"));
}

TEST_CASE("only variables that a .coo names are there, in the order of their numbers") {
  Scratch const s;
  Record const m = imported(s, "q.coo", "# vartype=SPIN\n90 7 1\n12 12 0\n");
  CHECK(m.integer("@n") == 3);
  CHECK(m.integers("ids", 1) == Wholes{7, 12, 90});
  CHECK(m.integers("edges", 2) == Wholes{0, 2});
}

TEST_CASE("broken .coo files are refused by file and line") {
  Scratch const s;
  auto const refused = [&](std::string const& text) {
    return complaint_of([&] { imported(s, "q.coo", text); });
  };
  CHECK_THAT(refused("0 1 1\n"), Contains("says nothing about its variables"));
  CHECK_THAT(refused("# vartype=TERNARY\n0 1 1\n"), Contains("vartype='TERNARY'"));
  CHECK_THAT(refused("# vartype=SPIN\n"), Contains("no variables"));
  CHECK_THAT(refused("# vartype=SPIN\n0 1\n"), Contains("q.coo:2 has 2 words"));
  CHECK_THAT(refused("# vartype=SPIN\n0 -1 1\n"), Contains("variables '0' '-1'"));
  CHECK_THAT(refused("# vartype=SPIN\n0 2147483648 1\n"), Contains("'2147483648'"));
  CHECK_THAT(refused("# vartype=SPIN\n0 1 nan\n"), Contains("coefficient 'nan'"));
  CHECK_THAT(refused("# vartype=SPIN\n# offset=inf\n0 1 1\n"), Contains("offset='inf'"));
  CHECK_THAT(refused("# vartype=SPIN\n0 1 1e308\n0 1 1e308\n"), Contains("add up to more"));
}

TEST_CASE("scale multiplies the terms and the offset of BQPJSON") {
  Scratch const s;
  Record const m = imported(s, "p.json", kDocument);
  CHECK(m.integers("ids", 1) == Wholes{2, 4, 9});
  CHECK(m.integers("edges", 2) == Wholes{0, 1, 0, 2});
  CHECK(m.reals("J") == Reals{0.5, -6});
  CHECK(m.reals("h") == Reals{-3, 0, 0});
  CHECK(m.number("@energy_offset") == 2.5);
  // Without the ending it is known by its first character.
  CHECK(imported(s, "p", " \n" + kDocument).reals("J") == Reals{0.5, -6});
}

TEST_CASE("broken BQPJSON is refused by its entry") {
  Scratch const s;
  auto const refused = [&](std::string const& text) {
    return complaint_of([&] { imported(s, "p.json", text); });
  };
  CHECK_THAT(refused("{"), Contains("not a JSON object"));
  CHECK_THAT(refused("[1]"), Contains("not a JSON object"));
  CHECK_THAT(refused("{\"version\": 1e999}"), Contains("not a JSON object"));
  CHECK_THAT(refused(std::string(100'000, '[')), Contains("not a JSON object"));
  CHECK_THAT(refused(with("1.0.0", "2.0.0")), Contains("version = '2.0.0'"));
  CHECK_THAT(refused(with("\"spin\"", "\"integer\"")), Contains("variable_domain = 'integer'"));
  CHECK_THAT(refused(with("\"scale\": 2", "\"scale\": -2")), Contains("scale = -2"));
  CHECK_THAT(refused(with("\"scale\": 2", "\"scale\": null")), Contains("scale is no number"));
  CHECK_THAT(refused(with("offset", "offsets")), Contains("no entry 'offset'"));
  CHECK_THAT(refused(with("[2, 9, 4]", "[2, 9, 2]")), Contains("number twice"));
  CHECK_THAT(refused(with("[2, 9, 4]", "[2, 9]")), Contains("id_tail = 4"));
  CHECK_THAT(refused(with("[2, 9, 4]", "[2, 9, -4]")), Contains("variable_ids[2]"));
  CHECK_THAT(refused(with("[2, 9, 4]", "7")), Contains("variable_ids is no list"));
  CHECK_THAT(refused(with("\"id_tail\": 4", "\"id_tail\": 2")), Contains("id_tail is id_head"));
  CHECK_THAT(refused(with("\"coeff\": 3", "\"coeff\": \"3\"")),
             Contains("quadratic_terms[1]: coeff is no number"));
  CHECK_THAT(refused(with("[{\"id\": 2, \"coeff\": 1.5}]", "[5]")),
             Contains("linear_terms[0]: no entry"));
  CHECK_THAT(refused(with("\"scale\": 2", "\"scale\": 1e308")), Contains("add up to more"));
}

TEST_CASE("what is exported and imported again is the same model") {
  Scratch const s;
  Record const spins = imported(s, "p.json", kDocument);
  for (auto const* end : {".npz", ".mat", ".coo", ".json"}) {
    INFO(end);
    export_model(s.path("again") + end, spins, {});
    CHECK(model_sha256(import_model(s.path("again") + end, {})) == model_sha256(spins));
  }
  Record const glass = imported(s, "g", "4 2\n1 2 0.1\n3 2 -1e-7\n");
  for (auto const* end : {".gset", ".txt"}) {
    export_model(s.path("g") + end, glass, {});
    CHECK(model_sha256(import_model(s.path("g") + end, {})) == model_sha256(glass));
  }
  Record const machine = import_model(fixture("rbm_v7.mat"), {});
  for (auto const* end : {".npz", ".mat"}) {
    export_model(s.path("rbm") + end, machine, {});
    CHECK(model_sha256(import_model(s.path("rbm") + end, {})) == model_sha256(machine));
  }
}

TEST_CASE("bits for spins are the same states, whose ln Z differs by the constant") {
  Scratch const s;
  Record const spins = imported(s, "p.json", kDocument);
  CHECK(export_model(s.path("bits.json"), spins, {.variables = "bits"}) == -2.5);
  CHECK(model_sha256(import_model(s.path("bits.json"), {})) == model_sha256(spins));
  // E = 3 s0 - s0 s1 / 2 + 6 s0 s2 + 2.5 at s = 2 x - 1 is 5 where all x = 0.
  CHECK(export_model(s.path("bits.coo"), spins, {.variables = "bits"}) == 5 - 2.5);
  CHECK_THAT(bytes_of(s.path("bits.coo")), Contains("# offset=5\n2 2 -5\n"));
}

TEST_CASE("dimod reads no exponents, so that .coo has none") {
  Scratch const s;
  Record const m = imported(s, "q.coo", "# vartype=SPIN\n0 1 1e-7\n1 1 -1.5e22\n0 0 0.1\n");
  export_model(s.path("again.coo"), m, {});
  CHECK(bytes_of(s.path("again.coo")) ==
        "# vartype=SPIN\n0 0 0.1\n1 1 -15000000000000000000000\n0 1 0.0000001\n");
}

TEST_CASE("files that cannot hold the model are refused") {
  Scratch const s;
  Record const m = imported(s, "q.coo", "# vartype=SPIN\n0 1 1\n1 1 1\n");
  Record const last_alone = imported(s, "g", "4 1\n1 2 1\n");
  auto const refused = [&](std::string const& name, Record const& model,
                           ExportOptions const& options = {}) {
    return complaint_of([&] { export_model(s.path(name), model, options); });
  };
  CHECK_THAT(refused("x.gset", m), Contains("field h"));
  CHECK_THAT(refused("x.csv", last_alone), Contains("last site has none"));
  CHECK_THAT(refused("x.docx", m), Contains("no known ending"));
  CHECK_THAT(refused("x.coo", m, {.variables = "trits"}), Contains("variables = 'trits'"));
  CHECK_THAT(refused("x.npz", m, {.variables = "bits"}), Contains("own variables"));
  CHECK_THAT(refused("q.coo", m), Contains("exists"));
  CHECK_FALSE(std::filesystem::exists(s.path("x.gset")));
}
