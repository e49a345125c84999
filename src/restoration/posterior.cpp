#include "restoration/posterior.hpp"

#include "models/spins/lattice_parameters.hpp"

#include <cmath>

namespace lnz {

double noise_field(double noise) { return std::log((1 - noise) / noise) / 2; }

Record posterior_of(Images const& noisy, std::size_t i, double coupling, double noise) {
  double const strength = noise_field(noise);
  std::vector<double> h;
  for (std::int8_t const y : noisy.image(i)) h.push_back(strength * y);
  Record posterior;
  posterior.source = noisy.source;
  posterior.attributes = {{"@kind", std::string("ising")},
                          {"@shape", std::vector{static_cast<std::int64_t>(noisy.height),
                                                 static_cast<std::int64_t>(noisy.width)}},
                          {"@periodic", std::vector<std::int64_t>{0, 0}},
                          {"@coupling", coupling}};
  posterior.set("h", {noisy.height, noisy.width}, std::move(h));
  return posterior;
}

PixelFields::PixelFields(Record const& posterior) {
  SpinParameters system = to_spins(lattice_parameters(posterior));
  graph_ = graph_of(system);
  h_ = std::move(system.h);
}

double PixelFields::at(std::span<double const> s, std::size_t i) const {
  double sum = h_[i];
  for (std::uint32_t b = graph_.first[i]; b < graph_.first[i + 1]; ++b)
    sum += graph_.coupling[b] * s[graph_.neighbour[b]];
  return sum;
}

double PixelFields::minus_energy(std::span<double const> s) const {
  double sum = 0;
  for (std::size_t i = 0; i < s.size(); ++i) sum += s[i] * (at(s, i) + h_[i]) / 2;
  return sum;
}

void PixelFields::descend(std::span<double> s) const {
  for (bool turned = true; turned;) {
    turned = false;
    for (std::size_t i = 0; i < s.size(); ++i)
      if (s[i] * at(s, i) < 0) {
        s[i] = -s[i];
        turned = true;
      }
  }
}

}  // namespace lnz
