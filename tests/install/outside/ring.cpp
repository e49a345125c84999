// A model of one's own under both drivers, with their estimates and errors beside the exact ln Z.
#include "ring.hpp"

#include <lnz/drivers.hpp>
#include <lnz/estimators.hpp>

#include <cstdio>

namespace {

/// ln(l_+^n + l_-^n), l the eigenvalues of the transfer matrix [[1, 1], [e^b, e^(b + J)]].
double exact_log_z(Ring const& ring) {
  double const d = std::exp(ring.b + ring.J), half = (1 + d) / 2,
               root = std::sqrt((1 - d) * (1 - d) / 4 + std::exp(ring.b));
  auto const n = static_cast<double>(ring.count);
  return n * std::log(half + root) + std::log1p(std::pow((half - root) / (half + root), n));
}

/// Whether the answer is trustworthy, sharp and within 4 standard errors.
bool agrees(char const* driver, lnz::Answer const& answer, double exact) {
  lnz::Estimate const& best = answer.estimates.front();
  std::printf("%-4s ln Z = %.4f +- %.4f  (exact %.4f)\n", driver, best.log_z, best.std_error,
              exact);
  return answer.verdict == lnz::Verdict::ok && best.std_error < 0.05 &&
         std::abs(best.log_z - exact) < 4 * best.std_error;
}

}  // namespace

int main(int argc, char* argv[]) {
  lnz::Session const session(argc, argv);
  lnz::Communicator const world = lnz::Communicator::world();
  Ring const ring;
  lnz::ModelHandle const model = lnz::erase(ring);
  double const exact = exact_log_z(ring);

  lnz::AnnealedImportanceSampling ais(model, {.schedule = lnz::linear(100), .chains = 1000}, world);
  ais.advance(ais.steps());
  lnz::Answer const annealed = lnz::annealing_answer({ais.log_weights()}, model.log_z_reference, 1);

  lnz::ReplicaExchange rex(model, {.schedule = lnz::linear(8), .sweeps = 10000, .burn_in = 1000},
                           world);
  rex.advance(rex.steps());
  if (!world.is_root()) return 0;  // the samples are the root's
  lnz::Answer const exchanged = lnz::ladder_answer(rex.samples(), model.log_z_reference);

  bool const both = agrees("ais", annealed, exact) & agrees("rex", exchanged, exact);
  return both ? 0 : 1;
}
