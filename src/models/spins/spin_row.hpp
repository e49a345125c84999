#pragma once

#include <cstdint>
#include <cstring>

namespace lnz {

/// Lanes of one vector register. Lanes never mix, so results do not depend on it.
#if defined(__AVX512F__)
constexpr std::size_t kRowWidth = 16;
#elif defined(__AVX2__)
constexpr std::size_t kRowWidth = 8;
#else
constexpr std::size_t kRowWidth = 4;
#endif

using FloatRow [[gnu::vector_size(4 * kRowWidth)]] = float;
using IntRow [[gnu::vector_size(4 * kRowWidth)]] = std::int32_t;
using WordRow [[gnu::vector_size(4 * kRowWidth)]] = std::uint32_t;
using HalfFloatRow [[gnu::vector_size(2 * kRowWidth)]] = float;
using HalfDoubleRow [[gnu::vector_size(4 * kRowWidth)]] = double;

template <class Row, class Value>
inline Row loaded(Value const* values) {
  Row row;
  std::memcpy(&row, values, sizeof row);
  return row;
}

inline FloatRow floats(IntRow x) { return __builtin_convertvector(x, FloatRow); }

inline HalfDoubleRow doubles(float const* values) {
  return __builtin_convertvector(loaded<HalfFloatRow>(values), HalfDoubleRow);
}

/// exp(x) for 0 <= x <= 80, relative error below 2e-7: x = n ln 2 + r, and the polynomial of
/// Cephes expf for exp(r) (Moshier 1989).
inline FloatRow exp_of_positive(FloatRow x) {
  IntRow const n = __builtin_convertvector(x * 1.44269504088896341f + 0.5f, IntRow);
  FloatRow const r = (x - floats(n) * 0.693359375f) + floats(n) * 2.12194440e-4f;
  FloatRow p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1;
  return (FloatRow)((IntRow)p + (n << 23));  // times 2^n
}

inline FloatRow magnitude(FloatRow x) { return (FloatRow)((IntRow)x & INT32_MAX); }

/// The log odds that a spin of log odds x gives a neighbour, k being 2 beta J of their bond:
///   ln cosh((k+x)/2) - ln cosh((k-x)/2) = sign(kx) min(|k|,|x|) + ln((1+e^-|k+x|)/(1+e^-|k-x|)),
/// the logarithm by 2 artanh(t), |t| <= 1/3. Absolute error below 2e-7 beside the rounding of x, k.
inline FloatRow message(FloatRow x, FloatRow k) {
  constexpr float kLargest = 40;  // e^-40 is nothing beside 1, and products do not overflow
  FloatRow const sum = magnitude(k + x), difference = magnitude(k - x);
  FloatRow const a = exp_of_positive(sum < kLargest ? sum : FloatRow{} + kLargest);
  FloatRow const b = exp_of_positive(difference < kLargest ? difference : FloatRow{} + kLargest);
  FloatRow const t = (b - a) / (2 * a * b + a + b), t2 = t * t;
  FloatRow p = t2 * (2.0f / 13) + 2.0f / 11;
  p = p * t2 + 2.0f / 9;
  p = p * t2 + 2.0f / 7;
  p = p * t2 + 2.0f / 5;
  p = p * t2 + 2.0f / 3;
  p = p * t2 + 2.0f;
  IntRow const sign = ((IntRow)k ^ (IntRow)x) & INT32_MIN;
  FloatRow const k_size = magnitude(k), x_size = magnitude(x);
  FloatRow const smaller = k_size < x_size ? k_size : x_size;
  return (FloatRow)((IntRow)smaller | sign) + p * t;
}

/// Spins -1 or +1: the sign of x, or its opposite with probability 1 / (1 + exp(|x|)), decided
/// by one uniform word each.
inline FloatRow drawn_spins(FloatRow x, WordRow words) {
  constexpr float kLargest = 80;  // exp does not overflow, and 32 bits see no more
  IntRow const sign_bit = IntRow{} + INT32_MIN;
  IntRow const sign = (IntRow)x & sign_bit;
  FloatRow const distance = (FloatRow)((IntRow)x ^ sign);
  FloatRow const odds = exp_of_positive(distance < kLargest ? distance : FloatRow{} + kLargest);
  FloatRow const u =
      (floats((IntRow)(words >> 16)) * 0x1p16f + (floats((IntRow)(words & 0xffffu)) + 0.5f)) *
      0x1p-32f;
  IntRow const unlikely = (IntRow)(u + u * odds < 1.0f) & sign_bit;
  return (FloatRow)((IntRow)(FloatRow{} + 1.0f) ^ sign ^ unlikely);
}

}  // namespace lnz
