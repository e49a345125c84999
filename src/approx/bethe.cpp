#include "approx/fixed_point.hpp"
#include "approx/methods.hpp"
#include "lnz/log_sum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lnz {
namespace {

/// ln(2 cosh x)
double log_2_cosh(double x) { return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))); }

/// Field that a spin in the field `cavity` exerts through the bond J: atanh(tanh J tanh cavity).
double exerted(double J, double cavity) {
  return (log_2_cosh(cavity + J) - log_2_cosh(cavity - J)) / 2;
}

/// Fields u that the neighbours exert on a site, an entry for each entry of the graph's rows:
///   u_(j->i) = atanh(tanh J_ij tanh(h_j + sum_(k != i) u_(k->j))).
class Messages {
 public:
  explicit Messages(Couplings const& system)
      : system_(system), back_(system.graph.neighbour.size()) {
    SpinGraph const& graph = system.graph;
    std::vector<std::uint32_t> next = graph.first;  // rows are sorted: ends meet in order
    for (std::uint32_t i = 0; i < graph.sites(); ++i)
      for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e)
        back_[e] = next[graph.neighbour[e]]++;
  }

  std::size_t count() const { return back_.size(); }

  double field(std::vector<double> const& u, std::size_t i) const {
    double sum = system_.h[i];
    for (std::uint32_t e = system_.graph.first[i]; e < system_.graph.first[i + 1]; ++e) sum += u[e];
    return sum;
  }

  double sweep(std::vector<double>& u, double fraction) const {
    SpinGraph const& graph = system_.graph;
    double change = 0;
    for (std::size_t j = 0; j < graph.sites(); ++j) {
      double const whole = field(u, j);
      for (std::uint32_t e = graph.first[j]; e < graph.first[j + 1]; ++e) {
        double& out = u[back_[e]];
        double const step = exerted(graph.coupling[e], whole - u[e]) - out;
        out += fraction * step;
        change = std::max(change, std::abs(step));
      }
    }
    return change;
  }

  /// constant + sum_i ln z_i - sum_(ij) ln z_ij, stationary in the cavity fields t,
  ///   z_i  = sum_s e^(h_i s) prod_j cosh(t_(j->i) + J_ij s) / cosh t_(j->i),
  ///   z_ij = sum_(s s') e^(J s s' + t_(i->j) s + t_(j->i) s') / (4 cosh t_(i->j) cosh t_(j->i)).
  double value(std::vector<double> const& u) const {
    SpinGraph const& graph = system_.graph;
    std::vector<double> whole(graph.sites());
    for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = field(u, i);
    double sum = system_.constant;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      double at_site = system_.h[i];
      for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
        double const J = graph.coupling[e], here = whole[i] - u[e],
                     there = whole[graph.neighbour[e]] - u[back_[e]];
        // cosh(t + J s) / cosh t = A e^(u s)
        at_site += exerted(J, there);
        sum += (log_2_cosh(there + J) + log_2_cosh(there - J)) / 2 - log_2_cosh(there);
        // Half of the bond, which is seen from both of its ends.
        double const like = J + log_2_cosh(here + there), unlike = -J + log_2_cosh(here - there);
        sum -= (unlike + softplus(like - unlike) - log_2_cosh(here) - log_2_cosh(there)) / 2;
      }
      sum += log_2_cosh(at_site);
    }
    return sum;
  }

 private:
  Couplings const& system_;
  std::vector<std::uint32_t> back_;  ///< of each entry, that of the same bond in the other's row
};

/// Whether there are no rings: every component has one bond less than sites.
bool is_forest(SpinGraph const& graph) {
  std::vector<std::uint32_t> degree(graph.sites()), leaves;
  for (std::uint32_t i = 0; i < graph.sites(); ++i)
    if ((degree[i] = graph.first[i + 1] - graph.first[i]) == 1) leaves.push_back(i);
  while (!leaves.empty()) {
    std::uint32_t const leaf = leaves.back();
    leaves.pop_back();
    if (degree[leaf] == 0) continue;
    degree[leaf] = 0;
    for (std::uint32_t e = graph.first[leaf]; e < graph.first[leaf + 1]; ++e) {
      std::uint32_t const j = graph.neighbour[e];
      if (degree[j] > 0 && --degree[j] == 1) leaves.push_back(j);
    }
  }
  return std::ranges::all_of(degree, [](std::uint32_t d) { return d == 0; });
}

Approximation solve(Couplings const& system, std::uint64_t seed) {
  Messages const messages(system);
  std::vector<Iteration> const runs = iterated(
      messages.count(), seed, damped,
      [&](std::vector<double>& u, double fraction) { return messages.sweep(u, fraction); });
  std::vector<double> values;
  for (Iteration const& run : runs) values.push_back(messages.value(run.state));
  std::size_t const at = best_of(runs, values);
  Approximation out = told(runs, at, values[at]);
  for (std::size_t i = 0; i < system.h.size(); ++i)
    out.mean.push_back(std::tanh(messages.field(runs[at].state, i)));
  if (is_forest(system.graph) && out.converged)
    out.notes.push_back("the graph has no rings: this is exact");
  return out;
}

}  // namespace

ApproximateMethod bethe() {
  return {.name = "bethe",
          .summary = "Bethe, by belief propagation; exact on trees",
          .refusal = [](Couplings const&) { return std::string(); },
          .solve = solve};
}

}  // namespace lnz
