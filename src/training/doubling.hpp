#pragma once

namespace lnz {

/// How often a layer counts what another tells it: twice where, in the deep machine that the two
/// will be part of, it will hear from both sides. Salakhutdinov & Hinton (2009), sec. 3.1.
struct Doubling {
  float up = 1;    ///< P(h_j = 1 | v) = 1 / (1 + exp(-c_j - up v.W_j))
  float down = 1;  ///< P(v_i = 1 | h) = 1 / (1 + exp(-b_i - down W_i.h))
};

}  // namespace lnz
