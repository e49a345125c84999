#include "bench/row.hpp"
#include "models/kernels/ars_fill.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace lnz {
namespace {

constexpr std::size_t kBytes = 16384;  ///< half a first cache

Contest make() {
  auto const words = std::make_shared<std::vector<std::uint64_t>>(kBytes / 8);
  auto const halves = std::make_shared<std::vector<std::uint32_t>>(kBytes / 4);
  auto const step = std::make_shared<std::uint64_t>(0);
  return {{{[=] {
              ars_fill({1, ++*step}, 0, *words);
            },
            kBytes}},
          Side{{[=] { Stream(1, Purpose::sweep, 0, ++*step).fill(*halves); }, kBytes}}};
}

}  // namespace

std::vector<Row> random_rows() {
  return {{"ars-5", "16 KiB", "byte", "philox4x32-10", 1, 1, make}};
}

}  // namespace lnz
