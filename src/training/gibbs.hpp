#pragma once

#include "lnz/stream.hpp"
#include "training/float_rbm.hpp"

namespace lnz {

/// out[l, j] = P(h_j = 1 | v_l) = 1 / (1 + exp(-c_j - v_l.W_j)).
void hidden_probability(FloatRbm const& machine, ConstRows v, Rows out);

/// out[l, i] = P(v_i = 1 | h_l) = 1 / (1 + exp(-b_i - W_i.h_l)).
void visible_probability(FloatRbm const& machine, ConstRows h, Rows out);

/// Replaces each probability by 1 with that probability, exact to 2^-24, else by 0.
void draw_bits(Rows probability, Stream& random);

/// Block Gibbs, `sweeps` times: h | v, then v | h.
void gibbs(FloatRbm const& machine, int sweeps, Rows v, Stream& random);

}  // namespace lnz
