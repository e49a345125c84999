#include "bench/row.hpp"
#include "bench/sgemm_step.hpp"
#include "models/kernels/ars_fill.hpp"
#include "models/kernels/lookup_product.hpp"

#include <fmt/format.h>

#include <memory>
#include <type_traits>

namespace lnz {
namespace {

constexpr std::size_t kInputs = 784, kOutputs = 500, kChains = 1000;

PackedBits random_bits() {
  PackedBits bits(kInputs, kChains);
  std::vector<std::uint64_t> words((bits.words.size() + 15) / 16 * 8);
  ars_fill({1, 2}, 0, words);
  for (std::size_t w = 0; w < bits.words.size(); ++w)
    bits.words[w] = static_cast<std::uint32_t>(words[w / 2] >> 32 * (w % 2));
  return bits;
}

/// Some weights, whole numbers small enough for any sum.
float weight(std::size_t i, std::size_t j) {
  return static_cast<float>((i * 31 + j * 17) % 21) - 10.0f;
}

template <class Sum>
Side lookups() {
  struct Data {
    LookupProduct<Sum> product{kInputs, kOutputs, [](std::size_t i, std::size_t j) {
                                 return static_cast<Sum>(weight(i, j));
                               }};
    PackedBits x = random_bits();
    Aligned<Sum> sums{product.tiles() * kChains * LookupProduct<Sum>::kTile};
  };
  auto const data = std::make_shared<Data>();
  return {{[=] {
             for (std::size_t t = 0; t < data->product.tiles(); ++t)
               data->product.tile(t, data->x,
                                  data->sums.data() + t * kChains * LookupProduct<Sum>::kTile);
           },
           static_cast<double>(kChains)}};
}

Side multiplications(OpenBlas const& blas) {
  struct Data {
    Aligned<float> x{kChains * kInputs}, weights{kInputs * kOutputs}, sums{kChains * kOutputs};
  };
  auto const data = std::make_shared<Data>();
  PackedBits const bits = random_bits();
  for (std::size_t c = 0; c < kChains; ++c)
    for (std::size_t i = 0; i < kInputs; ++i)
      data->x[c * kInputs + i] = bits.test(i, c) ? 1.0f : 0.0f;
  for (std::size_t i = 0; i < kInputs; ++i)
    for (std::size_t j = 0; j < kOutputs; ++j) data->weights[i * kOutputs + j] = weight(i, j);
  return {{[=, &blas] {
             blas.multiply({kChains, kOutputs, kInputs, false, data->x.data(), kInputs,
                            data->weights.data(), kOutputs, data->sums.data(), kOutputs});
           },
           static_cast<double>(kChains)}};
}

template <class Sum>
Row row(std::string const& precision) {
  return {
      "lookup product " + precision,
      fmt::format("{}x{}x{}", kInputs, kOutputs, kChains),
      "chain",
      "sgemm",
      1,
      static_cast<double>(kInputs * kOutputs),
      [] {
        OpenBlas const* const blas = OpenBlas::find();
        return Contest{lookups<Sum>(), blas ? std::optional(multiplications(*blas)) : std::nullopt};
      }};
}

}  // namespace

std::vector<Row> product_rows() { return {row<std::int16_t>("int16"), row<float>("float32")}; }

}  // namespace lnz
