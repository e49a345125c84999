#include "fuzz/mutated_record.hpp"
#include "fuzz/target.hpp"
#include "models/registry.hpp"

#include <array>

namespace {

using namespace lnz;

/// Of every kind one, and lattices that their kernels pack in both ways.
Record valid(std::size_t which) {
  constexpr std::array kShortForms{"rbm:6x4,scale=0.5,bias=0.2",
                                   "ising:4x3,J=gauss,h=0.5,boundary=po",
                                   "ising:4x4,J=pm1",
                                   "ising:16x16",
                                   "ising:4x2x2x3,J=-1",
                                   "dbm:6x2x3,scale=0.5",
                                   "dbn:6x2x3,scale=0.5"};
  if (which % (kShortForms.size() + 1) < kShortForms.size())
    return generate_model(kShortForms[which % (kShortForms.size() + 1)]);
  Record spins;
  spins.attributes["@kind"] = std::string("spins");
  spins.attributes["@n"] = std::int64_t{4};
  spins.arrays["edges"] = {{4, 2}, std::vector<std::int32_t>{0, 1, 1, 2, 2, 3, 3, 0}};
  spins.set("J", {1, 0.5, 0.25, 2});
  spins.set("h", {0, 0.5, -0.5, 0});
  return spins;
}

/// Whether the model is small enough for thousands of them a second.
bool is_small(Record const& model) {
  constexpr std::int64_t kMostUnits = 1024;
  std::int64_t units = 1;
  if (model.has("@n")) units = model.integer("@n");
  if (model.has("@shape"))
    for (std::int64_t const side : model.integer_list("@shape"))
      units = side > kMostUnits ? kMostUnits + 1 : std::min(units * side, kMostUnits + 1);
  return units <= kMostUnits;
}

void take_steps(ModelHandle const& path) {
  std::vector<double> const from{0.25, 0.5}, to{0.5, 1};
  std::vector<double> out(2);
  Block block = path.make_block(1, 0, 2);
  block.sweep(from, 0);
  block.log_ratio(from, to, out);
  block.load(block.save());
}

}  // namespace

/// A model file's record: described, sampled, evaluated on a row of zeros.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  fuzz::Bytes in(fuzz::text_of(data, size));
  Record const base = valid(in.number());
  std::size_t const way = in.number();
  Record model = fuzz::mutated(
      base, in,
      {"J", "h", "W", "b", "W1", "W2", "b1", "@layers", "@visible", "@coupling", "@n", "@shape"});
  model.source = "x";
  fuzz::read_or_refuse([&] {
    ModelKind const& kind = kind_of(from_bytes(to_bytes(model)));
    kind.describe(model);
    if (!is_small(model)) return;
    Reference reference;
    if (way & 64) reference.mean.assign(6, 0.25);
    Sampling sampling;
    sampling.moves = kind.moves[way % kind.moves.size()];
    if (way & 128) sampling.precision = "float32";
    ModelHandle const path = kind.make(model, way & 32 ? 2 : 1, reference, sampling);
    take_steps(path);
    DataSet const zeros{"x", 1, path.unit_count, std::vector<float>(path.unit_count)};
    kind.log_unnormalised(model, 1, zeros);
  });
  return 0;
}
