#include "exact/hopfield_sum.hpp"

#include "lnz/log_sum.hpp"
#include "models/pairwise/hopfield_parameters.hpp"
#include "parallel/for_each.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace lnz {
namespace {

constexpr double kMostTerms = 0x1p32;
constexpr std::size_t kFewestChunks = 64;  // of work, if there are as many terms

/// Spins that are alike in all patterns, those that are opposite turned over.
struct SpinClass {
  std::vector<std::int8_t> column;  ///< [patterns], the first one +1
  std::vector<double> fields;       ///< [spins]
};

std::vector<SpinClass> classes_of(HopfieldParameters const& network) {
  std::map<std::vector<std::int8_t>, std::vector<double>> fields;
  for (std::size_t i = 0; i < network.spins; ++i) {
    int const sign = network.xi[i];
    std::vector<std::int8_t> column;
    for (std::size_t p = 0; p < network.patterns; ++p)
      column.push_back(static_cast<std::int8_t>(sign * network.xi[p * network.spins + i]));
    fields[column].push_back(sign * network.h[i]);
  }
  std::vector<SpinClass> classes;
  for (auto& [column, h] : fields) classes.push_back({column, std::move(h)});
  std::ranges::stable_sort(classes, std::ranges::greater(),
                           [](SpinClass const& c) { return c.fields.size(); });
  return classes;
}

double terms(std::vector<SpinClass> const& classes) {
  double product = 1;
  for (SpinClass const& c : classes) product *= static_cast<double>(c.fields.size() + 1);
  return product;
}

/// ln of the weight of the states with k spins up, [spins + 1]: prod_i (e^-h_i + e^h_i z) by powers
/// of z.
std::vector<double> log_weights(std::vector<double> const& fields, double beta) {
  std::vector<double> log_weight{0};
  for (double const h : fields) {
    std::vector<double> next(log_weight.size() + 1);
    for (std::size_t k = 0; k < next.size(); ++k) {
      constexpr double kNone = -std::numeric_limits<double>::infinity();
      std::array const ways{k < log_weight.size() ? log_weight[k] - beta * h : kNone,
                            k > 0 ? log_weight[k - 1] + beta * h : kNone};
      next[k] = log_sum_exp(ways);
    }
    log_weight = std::move(next);
  }
  return log_weight;
}

/// A sum of exponentials that grows term by term.
class LogSum {
 public:
  void add(double x) {
    if (x > top_) {
      sum_ = sum_ * std::exp(top_ - x) + 1;
      top_ = x;
    } else {
      sum_ += std::exp(x - top_);
    }
  }
  double log() const { return top_ + std::log(sum_); }

 private:
  double top_ = std::numeric_limits<double>::lowest(), sum_ = 0;
};

class MagnetisationSum {
 public:
  MagnetisationSum(HopfieldParameters const& network, double beta)
      : classes_(classes_of(network)),
        patterns_(network.patterns),
        spins_(static_cast<double>(network.spins)),
        beta_(beta) {
    for (SpinClass const& c : classes_) log_weights_.push_back(log_weights(c.fields, beta));
  }

  double log_z() const {
    // The first classes number the chunks.
    std::size_t chunks = 1, leading = 0;
    while (leading < classes_.size() && chunks < kFewestChunks)
      chunks *= classes_[leading++].fields.size() + 1;
    std::vector<double> of_chunk(chunks);
    for_each_index(chunks, [&](std::size_t chunk) {
      std::vector<double> overlaps(patterns_);
      double log_weight = 0;
      std::size_t number = chunk;
      for (std::size_t c = 0; c < leading; ++c) {
        std::size_t const states = classes_[c].fields.size() + 1;
        log_weight += log_weights_[c][number % states];
        move(overlaps, c,
             2 * static_cast<double>(number % states) - static_cast<double>(states - 1));
        number /= states;
      }
      LogSum sum;
      add(leading, log_weight, overlaps, sum);
      of_chunk[chunk] = sum.log();
    });
    return log_sum_exp(of_chunk) - beta_ * static_cast<double>(patterns_) / 2;
  }

 private:
  void move(std::vector<double>& overlaps, std::size_t c, double magnetisation) const {
    for (std::size_t p = 0; p < patterns_; ++p)
      overlaps[p] += magnetisation * classes_[c].column[p];
  }

  /// Adds the terms of all magnetisations of the classes from c on; leaves overlaps as they are.
  void add(std::size_t c, double log_weight, std::vector<double>& overlaps, LogSum& sum) const {
    if (c == classes_.size()) {
      double squares = 0;
      for (double const m : overlaps) squares += m * m;
      sum.add(log_weight + beta_ * squares / (2 * spins_));
      return;
    }
    auto const n = static_cast<double>(classes_[c].fields.size());
    move(overlaps, c, -n);
    for (double const w : log_weights_[c]) {
      add(c + 1, log_weight + w, overlaps, sum);
      move(overlaps, c, 2);
    }
    move(overlaps, c, -n - 2);
  }

  std::vector<SpinClass> classes_;
  std::vector<std::vector<double>> log_weights_;
  std::size_t patterns_;
  double spins_, beta_;
};

}  // namespace

double hopfield_sum_cost(Record const& model, std::string& why_not) {
  if (model.text("@kind") != "hopfield") {
    why_not = "takes kind hopfield";
    return -1;
  }
  HopfieldParameters const network = hopfield_parameters(model);
  double const sum_terms = terms(classes_of(network));
  if (sum_terms > kMostTerms) {
    why_not = fmt::format("takes up to 2^32 magnetisations of classes of spins, not 2^{:.0f}",
                          std::log2(sum_terms));
    return -1;
  }
  return sum_terms * 2e-9 * static_cast<double>(10 + network.patterns);
}

ExactLogZ hopfield_sum(Record const& model, double beta) {
  HopfieldParameters const network = hopfield_parameters(model);
  double const log_z = MagnetisationSum(network, beta).log_z();
  double const eps = std::numeric_limits<double>::epsilon();
  // A class's weights are as many additions of logarithms as it has spins; sums are of one sign.
  return {log_z, eps * (64 + 8 * std::abs(log_z) + 4 * static_cast<double>(network.spins)), {}};
}

}  // namespace lnz
