#pragma once

#include <string>

namespace lnz {

/// How long critical spins remember themselves under some moves.
struct Memory {
  double tau_energy, tau_magnetisation;  ///< tau_int of E and |M|, in sweeps
  double std_error_energy, std_error_magnetisation;
  double seconds;  ///< of processor time of one sweep of one chain
};

/// Of 16 chains of an L x L torus at beta_c = ln(1 + sqrt 2)/2 for this many sweeps, from chains
/// that Swendsen-Wang sweeps brought there. Errors by the spread of tau between chains.
Memory memory_of_moves(std::string const& moves, int side, int sweeps);

}  // namespace lnz
