#include "bench/instructions.hpp"
#include "bench/row.hpp"
#include "models/kernels/aligned.hpp"

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>
#include <memory>

namespace lnz {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kChains = 12;  ///< that a core needs to hide the latency of its operations
constexpr std::size_t kSmall = 16384, kLarge = std::size_t{64} << 20;  ///< bytes

/// Steps x = x m + a of kChains independent vectors.
template <class D>
Work multiply_adds(D d) {
  constexpr std::size_t kSteps = 4096;
  auto const x = std::make_shared<Aligned<float>>(kChains * hn::Lanes(d));
  return {[=] {
            std::size_t const lanes = hn::Lanes(d);  // a constant here, a variable if captured
            hn::Vec<D> v[kChains];
            auto const m = hn::Set(d, 0.5f), a = hn::Set(d, 1.0f);
            for (std::size_t c = 0; c < kChains; ++c) v[c] = hn::Load(d, x->data() + c * lanes);
            for (std::size_t s = 0; s < kSteps; ++s)
              for (std::size_t c = 0; c < kChains; ++c) v[c] = hn::MulAdd(v[c], m, a);
            for (std::size_t c = 0; c < kChains; ++c) hn::Store(v[c], d, x->data() + c * lanes);
          },
          static_cast<double>(kSteps * kChains * hn::Lanes(d))};
}

/// Exclusive or of all of a buffer.
template <class D>
Work loads(D d) {
  constexpr std::size_t kPasses = 64, kParts = 8;
  using Words = Aligned<std::uint64_t>;
  auto const words = std::make_shared<Words>(kSmall / 8),
             sums = std::make_shared<Words>(kParts * hn::Lanes(d));
  return {[=] {
            std::size_t const lanes = hn::Lanes(d);
            std::uint64_t const* const buffer = words->data();
            hn::Vec<D> v[kParts];
            for (std::size_t p = 0; p < kParts; ++p) v[p] = hn::Zero(d);
            for (std::size_t pass = 0; pass < kPasses; ++pass) {
              for (std::size_t i = 0; i < kSmall / 8; i += kParts * lanes)
                for (std::size_t p = 0; p < kParts; ++p)
                  v[p] = hn::Xor(v[p], hn::Load(d, buffer + i + p * lanes));
              asm volatile("" : : : "memory");  // the next pass reads again
            }
            for (std::size_t p = 0; p < kParts; ++p) hn::Store(v[p], d, sums->data() + p * lanes);
          },
          static_cast<double>(kPasses * kSmall)};
}

Work copies(std::size_t bytes) {
  using Bytes = std::vector<std::uint8_t>;
  auto const from = std::make_shared<Bytes>(bytes), to = std::make_shared<Bytes>(bytes);
  return {[=] {
            std::memcpy(to->data(), from->data(), bytes);
            asm volatile("" : : "r"(to->data()) : "memory");
          },
          static_cast<double>(bytes)};
}

/// make(d) with the longest vectors of the instructions that are allowed, and with single values.
template <class T, class Make>
Contest wide_and_single(Make make) {
  hn::ScalableTag<T> const full;
  hn::Half<decltype(full)> const half;
  bool const all = hn::MaxLanes(full) * sizeof(T) <= vector_bytes();
  return {{all ? make(full) : make(half)}, Side{make(hn::CappedTag<T, 1>())}};
}

}  // namespace

std::vector<Row> limit_rows() {
  return {{"multiply-add float32", "registers", "multiply-add", "scalar multiply-add", 1, 1,
           [] { return wide_and_single<float>([](auto d) { return multiply_adds(d); }); }},
          {"first-cache load", "16 KiB", "byte", "loads of 8 bytes", 1, 1,
           [] { return wide_and_single<std::uint64_t>([](auto d) { return loads(d); }); }},
          {"memory copy", "64 MiB", "byte", "copy of 16 KiB", 1, 1, [] {
             return Contest{{copies(kLarge)}, Side{copies(kSmall)}};
           }}};
}

}  // namespace lnz
