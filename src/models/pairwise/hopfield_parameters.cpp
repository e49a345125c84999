#include "models/pairwise/hopfield_parameters.hpp"

#include "core/memory.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "models/checked_model.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

constexpr double kBytes = 32;  ///< of a pattern's spin: in the record, in a network, for the kernel

void require_size(std::string const& source, std::size_t patterns, std::size_t spins) {
  if (patterns == 0 || spins == 0)
    throw ConfigError(
        fmt::format("{}: {} patterns of {} spins (a network stores at least one); add "
                    "some",
                    source, patterns, spins));
  require_memory(kBytes * static_cast<double>(patterns) * static_cast<double>(spins), source,
                 "store fewer patterns");
}

}  // namespace

HopfieldParameters hopfield_parameters(Record const& model) {
  require_kind(model, "hopfield");
  std::vector<double> const xi = model.reals("patterns", 2);
  HopfieldParameters network{.spins = model.shape("patterns")[1],
                             .patterns = model.shape("patterns")[0],
                             .xi = {},
                             .h = {}};
  require_size(model.source, network.patterns, network.spins);
  unit_count(model, static_cast<std::int64_t>(network.spins));
  network.xi.reserve(xi.size());
  for (std::size_t k = 0; k < xi.size(); ++k) {
    if (xi[k] != 1 && xi[k] != -1)
      throw ConfigError(fmt::format(
          "{}: patterns[{}, {}] = {} (patterns are spins, -1 or +1); write bits as 2 x - 1",
          model.source, k / network.spins, k % network.spins, xi[k]));
    network.xi.push_back(static_cast<std::int8_t>(xi[k]));
  }
  network.h = finite_reals_or_zeros(model, "h", {network.spins});
  return network;
}

Record to_record(HopfieldParameters const& network) {
  Record model;
  model.attributes["@kind"] = std::string("hopfield");
  model.arrays["patterns"] = {{network.patterns, network.spins}, network.xi};
  model.set("h", network.h);
  return model;
}

Record generate_hopfield(ShortForm const& form) {
  form.allow({"patterns", "seed"});
  if (form.sizes.size() != 1)
    throw ConfigError("model " + form.text +
                      ": a network has one size (its spins); write hopfield:64,patterns=3");
  std::size_t const patterns = form.count("patterns", 1);
  require_size("model " + form.text, patterns, form.sizes[0]);
  Stream random(form.count("seed", 0), Purpose::couplings, 0, 0);
  HopfieldParameters network{form.sizes[0], patterns, {}, std::vector<double>(form.sizes[0])};
  network.xi.resize(patterns * network.spins);
  for (std::int8_t& spin : network.xi) spin = random.bits() >> 31 ? 1 : -1;
  Record model = to_record(network);
  model.source = form.text;
  return model;
}

double minus_energy(HopfieldParameters const& network, std::span<float const> row) {
  auto const n = static_cast<double>(network.spins);
  double sum = 0;
  for (std::size_t p = 0; p < network.patterns; ++p) {
    double overlap = 0;
    for (std::size_t i = 0; i < network.spins; ++i)
      overlap +=
          row[i] > 0 ? network.xi[p * network.spins + i] : -network.xi[p * network.spins + i];
    sum += (overlap * overlap - n) / (2 * n);
  }
  for (std::size_t i = 0; i < network.spins; ++i) sum += row[i] > 0 ? network.h[i] : -network.h[i];
  return sum;
}

SpinParameters to_spins(HopfieldParameters const& network) {
  std::size_t const n = network.spins;
  SpinParameters system{.sites = n, .edges = {}, .J = {}, .h = network.h};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      int sum = 0;
      for (std::size_t p = 0; p < network.patterns; ++p)
        sum += network.xi[p * n + i] * network.xi[p * n + j];
      if (sum == 0) continue;
      system.edges.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
      system.J.push_back(static_cast<double>(sum) / static_cast<double>(n));
    }
  return system;
}

}  // namespace lnz
