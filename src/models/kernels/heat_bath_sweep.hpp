#pragma once

#include "models/kernels/ars.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace lnz {

/// A lattice of two colours as rows of floats (see Checkerboard). Row r of an array of one colour
/// begins at r * stride, with a vector of any finite floats before the first one and behind the
/// last; couplings, fields and slopes are multiples of `unit`.
struct HeatBathRows {
  /// The rows before and behind one along the axes that cross rows.
  struct Links {
    std::array<std::uint32_t, 3> before, behind;
    std::uint32_t odd;  ///< sum of the row's coordinates modulo 2
  };

  /// Sites of one colour.
  struct Colour {
    float const* coupling;   ///< [axes, plane]: to the + neighbour, the axis along rows last
    float const* field;      ///< D of a spin alone, or null for none
    float const* reference;  ///< g, not in units, or null for none
  };

  std::array<Colour, 2> colour;
  Links const* links;
  std::size_t sites;   ///< of a row, of both colours
  std::size_t stride;  ///< floats between rows
  std::size_t plane;   ///< floats of an array of one colour
  int axes;            ///< 1 to 4
  double unit;
};

/// Spins of one lattice, -1 or +1, by colour.
using HeatBathSpins = std::array<float*, 2>;

/// Draws the spins of one colour of rows [first, last) given the other colour,
///   P(s_i = +1) = 1 / (1 + exp(-2 x_i)),  x_i = beta (sum_j J_ij s_j + D_i) + g_i,
/// and returns their part of the slope in units: sum_i s_i (sum_j J_ij s_j + D_i) of colour 1,
/// whose bonds are all there are, and sum_i s_i D_i of colour 0. For couplings and fields that are
/// whole numbers of units, those of a site below 2^23 together: their sums are exact.
///
/// x in single precision. The likelier value is the sign of x, the other one comes with probability
/// 1 / (1 + exp(2 |x|)), decided by 31 random bits: error of a probability p below 3e-7 p + 2^-32.
/// Site i of row r takes word i % 4 of the ARS counter ((r stride + i) / 4, colour). The same bits
/// on every instruction set.
/// Cost with AVX-512 and VAES, from the second cache: about a cycle a spin in two dimensions.
std::int64_t draw_rows(HeatBathRows const& rows, int colour, std::size_t first, std::size_t last,
                       HeatBathSpins spins, double beta, ArsKey key);

/// The same part of the slope of spins that stay, for any couplings and fields; exact for whole
/// numbers.
double slope_of_rows(HeatBathRows const& rows, int colour, std::size_t first, std::size_t last,
                     HeatBathSpins spins);

}  // namespace lnz
