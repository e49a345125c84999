#include "approx/fixed_point.hpp"
#include "approx/mean_field.hpp"
#include "approx/methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lnz {
namespace {

/// Three sites joined by three bonds, and the product of their couplings.
struct Triangle {
  std::uint32_t i, j, k;
  double product;
};
constexpr std::size_t kMostTriangles = std::size_t{1} << 24;  ///< 400 MB of them

/// Every triangle i < j < k, by merging the rows of i and j; no more than kMostTriangles + 1.
std::vector<Triangle> triangles(SpinGraph const& graph) {
  std::vector<Triangle> all;
  for (std::uint32_t i = 0; i < graph.sites(); ++i)
    for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
      std::uint32_t const j = graph.neighbour[e];
      if (j < i) continue;
      std::uint32_t a = e + 1, b = graph.first[j];
      while (a < graph.first[i + 1] && b < graph.first[j + 1]) {
        std::uint32_t const k = graph.neighbour[a], l = graph.neighbour[b];
        if (k == l)
          all.push_back({i, j, k, graph.coupling[e] * graph.coupling[a] * graph.coupling[b]});
        if (all.size() > kMostTriangles) return all;
        a += k <= l;
        b += l <= k;
      }
    }
  return all;
}

double variance(double m) { return 1 - m * m; }

/// The expansion to `order` 2 or 3.
class Expansion {
 public:
  Expansion(Couplings const& system, int order)
      : system_(system),
        third_(order > 2),
        triangles_(third_ ? triangles(system.graph) : std::vector<Triangle>()) {}

  double sweep(std::vector<double>& m, double fraction) const {
    SpinGraph const& graph = system_.graph;
    std::vector<double> const reaction = triangle_fields(m);
    double change = 0;
    for (std::size_t i = 0; i < m.size(); ++i) {
      double field = system_.h[i] - 2 * m[i] * reaction[i];
      for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
        double const J = graph.coupling[e], other = m[graph.neighbour[e]], v = variance(other);
        field += J * other - J * J * m[i] * v;
        if (third_) field += 2.0 / 3 * J * J * J * (1 - 3 * m[i] * m[i]) * other * v;
      }
      double const step = std::tanh(field) - m[i];
      m[i] += fraction * step;
      change = std::max(change, std::abs(step));
    }
    return change;
  }

  double value(std::vector<double> const& m) const {
    SpinGraph const& graph = system_.graph;
    double sum = 0;
    for (std::size_t i = 0; i < m.size(); ++i)
      for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e) {
        double const J = graph.coupling[e], other = m[graph.neighbour[e]],
                     v = variance(m[i]) * variance(other);
        sum += J * J * v / 4;  // each bond is seen from both of its ends
        if (third_) sum += J * J * J * m[i] * other * v / 3;
      }
    for (Triangle const& t : triangles_)
      sum += t.product * variance(m[t.i]) * variance(m[t.j]) * variance(m[t.k]);
    return mean_field_value(system_, m) + sum;
  }

  /// Mean over sites of sum_j J_ij^2 (1 - m_i^2)(1 - m_j^2): the expansion of the
  /// Sherrington-Kirkpatrick model converges where it is below 1. Plefka (1982), J. Phys. A 15,
  /// 1971, eq. 3.4.
  double strength(std::vector<double> const& m) const {
    SpinGraph const& graph = system_.graph;
    double sum = 0;
    for (std::size_t i = 0; i < m.size(); ++i)
      for (std::uint32_t e = graph.first[i]; e < graph.first[i + 1]; ++e)
        sum += graph.coupling[e] * graph.coupling[e] * variance(m[i]) *
               variance(m[graph.neighbour[e]]);
    return sum / static_cast<double>(m.size());
  }

 private:
  /// sum over the triangles of each site of their products and the others' variances.
  std::vector<double> triangle_fields(std::vector<double> const& m) const {
    std::vector<double> sum(m.size());
    for (Triangle const& t : triangles_) {
      double const a = variance(m[t.i]), b = variance(m[t.j]), c = variance(m[t.k]);
      sum[t.i] += t.product * b * c;
      sum[t.j] += t.product * a * c;
      sum[t.k] += t.product * a * b;
    }
    return sum;
  }

  Couplings const& system_;
  bool third_;
  std::vector<Triangle> triangles_;
};

template <int order>
Approximation solve(Couplings const& system, std::uint64_t seed) {
  Expansion const expansion(system, order);
  std::vector<Iteration> const runs = iterated(
      system.h.size(), seed, damped,
      [&](std::vector<double>& m, double fraction) { return expansion.sweep(m, fraction); });
  std::vector<double> values;
  for (Iteration const& run : runs) values.push_back(expansion.value(run.state));
  std::size_t const at = best_of(runs, values);
  Approximation out = told(runs, at, values[at]);
  out.mean = runs[at].state;
  if (double const strength = expansion.strength(out.mean); strength > 1)
    out.notes.push_back(fmt::format(
        "couplings are too strong for an expansion in them (Plefka's sum {:.1f} > 1)", strength));
  return out;
}

std::string refusal(Couplings const& system) {
  if (triangles(system.graph).size() <= kMostTriangles) return {};
  return fmt::format("takes up to {} triangles of bonds", kMostTriangles);
}

}  // namespace

ApproximateMethod tap_second_order() {
  return {.name = "tap2",
          .summary = "Thouless-Anderson-Palmer, second order in the couplings",
          .refusal = [](Couplings const&) { return std::string(); },
          .solve = solve<2>};
}

ApproximateMethod tap_third_order() {
  return {.name = "tap3", .summary = "third order", .refusal = refusal, .solve = solve<3>};
}

}  // namespace lnz
