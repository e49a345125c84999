#include "training/gibbs.hpp"

#include <cstdint>
#include <vector>

namespace lnz {
namespace {

void to_probability(Rows field) { field.array() = (1 + (-field.array()).exp()).inverse(); }

}  // namespace

void hidden_probability(FloatRbm const& machine, ConstRows v, Rows out) {
  out.noalias() = v * machine.W;
  out.rowwise() += machine.c;
  to_probability(out);
}

void visible_probability(FloatRbm const& machine, ConstRows h, Rows out) {
  out.noalias() = h * machine.W.transpose();
  out.rowwise() += machine.b;
  to_probability(out);
}

void draw_bits(Rows probability, Stream& random) {
  auto const units = static_cast<std::size_t>(probability.cols());
  std::vector<std::uint32_t> bits(units);
  for (Eigen::Index lane = 0; lane < probability.rows(); ++lane) {
    random.fill(bits);
    float* const p = probability.row(lane).data();
    for (std::size_t i = 0; i < units; ++i) {
      // 23 bits and a half: u is exact in float32 and never 0 or 1.
      float const u =
          (static_cast<float>(static_cast<std::int32_t>(bits[i] >> 9)) + 0.5f) * 0x1p-23f;
      p[i] = u < p[i] ? 1.0f : 0.0f;
    }
  }
}

void gibbs(FloatRbm const& machine, int sweeps, Rows v, Stream& random) {
  Matrix h(v.rows(), machine.W.cols());
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    hidden_probability(machine, v, h);
    draw_bits(h, random);
    visible_probability(machine, h, v);
    draw_bits(v, random);
  }
}

}  // namespace lnz
