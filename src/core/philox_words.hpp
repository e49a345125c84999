#pragma once

#include <Random123/philox.h>

#include <cstdint>
#include <cstring>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace lnz {

#if defined(__AVX512F__)
constexpr int kPhiloxCounters = 8;  ///< counters that philox_words takes at once
#elif defined(__AVX2__)
constexpr int kPhiloxCounters = 4;
#else
constexpr int kPhiloxCounters = 1;
#endif

#if defined(__AVX2__)

/// One 64-bit slot a counter. Only the low half of a slot counts, except in a product.
using PhiloxSlots [[gnu::vector_size(8 * kPhiloxCounters)]] = unsigned long long;

/// Slot by slot, low half times low half.
inline PhiloxSlots low_product(PhiloxSlots a, std::uint32_t factor) {
#if defined(__AVX512F__)
  // The unmasked form draws a false -Wmaybe-uninitialized from GCC 12.
  return (PhiloxSlots)_mm512_maskz_mul_epu32(0xff, (__m512i)a, _mm512_set1_epi64(factor));
#else
  return (PhiloxSlots)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(factor));
#endif
}

/// The words of Philox4x32-10 for `counter` and the next ones (counter[0] counts),
/// [kPhiloxCounters, 4]: what r123::Philox4x32 gives, on vectors of counters.
inline void philox_words(r123::Philox4x32::ctr_type const& counter, r123::Philox4x32::key_type key,
                         std::uint32_t* out) {
  PhiloxSlots const zero{};
  PhiloxSlots x0 = zero + counter[0], x1 = zero + counter[1], x2 = zero + counter[2],
              x3 = zero + counter[3];
  for (int i = 0; i < kPhiloxCounters; ++i) x0[i] += static_cast<unsigned>(i);
  for (int round = 0; round < 10; ++round) {
    PhiloxSlots const p0 = low_product(x0, PHILOX_M4x32_0), p1 = low_product(x2, PHILOX_M4x32_1);
    x0 = (p1 >> 32) ^ x1 ^ key[0];
    x2 = (p0 >> 32) ^ x3 ^ key[1];
    x1 = p1;
    x3 = p0;
    key[0] += PHILOX_W32_0;
    key[1] += PHILOX_W32_1;
  }
  PhiloxSlots const low = (x0 & 0xffffffffu) | (x1 << 32), high = (x2 & 0xffffffffu) | (x3 << 32);
#if defined(__AVX512F__)
  PhiloxSlots const first = __builtin_shufflevector(low, high, 0, 8, 1, 9, 2, 10, 3, 11),
                    second = __builtin_shufflevector(low, high, 4, 12, 5, 13, 6, 14, 7, 15);
#else
  PhiloxSlots const first = __builtin_shufflevector(low, high, 0, 4, 1, 5),
                    second = __builtin_shufflevector(low, high, 2, 6, 3, 7);
#endif
  std::memcpy(out, &first, sizeof first);
  std::memcpy(out + 2 * kPhiloxCounters, &second, sizeof second);
}

#else

inline void philox_words(r123::Philox4x32::ctr_type const& counter, r123::Philox4x32::key_type key,
                         std::uint32_t* out) {
  auto const words = r123::Philox4x32{}(counter, key);
  std::memcpy(out, words.data(), sizeof words);
}

#endif

}  // namespace lnz
