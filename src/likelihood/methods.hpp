#pragma once

#include "likelihood/registry.hpp"

namespace lnz {

/// The methods that registry.cpp lists; each is defined in its own file.

/// ln p(v) + ln Z, the hidden units summed out.
LikelihoodMethod exact_likelihood();

/// The reverse AIS estimator: a chain that starts at v and is annealed back to the reference,
///   ln w = ln f_1(v) - ln Z_0 - sum_k ln f_{k+1}(x_k) - ln f_k(x_k),  x_k ~ T_{k+1}(x_{k+1} -> .),
/// x_K = v, so that E[w] = p_ann(v), the probability that annealing along this path ends in v, and
/// E[ln mean w] <= ln p_ann(v): conservative for the machine that annealing draws from, which more
/// rungs bring to p. Needs no ln Z. Burda, Grosse & Salakhutdinov (2015), AISTATS, sec. 3.
LikelihoodMethod raise_likelihood();

/// Conservative sampling-based log-likelihood, ln mean_s p(v | h_s) over samples h_s of chains of
/// the model: its expectation lies below ln p(v) if the chains are at equilibrium. Needs no ln Z.
/// Bengio, Yao & Cho (2013), arXiv:1311.6184.
LikelihoodMethod csl_likelihood();

/// Of a deep Boltzmann machine: sum_h q(h) ln p*(v, h) + H(q) for the independent q that mean field
/// finds, in single precision (1e-4 nats). Salakhutdinov & Hinton (2009), AISTATS, eq. (8).
LikelihoodMethod variational_likelihood();

/// Of a deep belief net: ln mean of p*(v, h) / Q(h | v) over hidden layers drawn upwards from Q, whose
/// expectation lies below ln p*(v); with one sample it is that of the variational bound.
/// Salakhutdinov & Murray (2008), ICML, sec. 4; Murray & Salakhutdinov (2009), NIPS.
LikelihoodMethod belief_net_likelihood();

/// ln sum_h exp(-beta E(v, h)) by annealing the hidden units of every example by itself, from fair
/// coins. Murray & Salakhutdinov (2009), NIPS.
LikelihoodMethod annealed_likelihood();

}  // namespace lnz
