#pragma once

#include "lnz/communicator.hpp"
#include "lnz/log_z.hpp"
#include "restoration/images.hpp"

namespace lnz {

struct RestorationPlan {
  double coupling;   ///< J >= 0 of neighbouring pixels in the prior
  double noise;      ///< probability that a pixel was turned over, in (0, 0.5)
  int chains = 64;   ///< of every image, at least 2
  int sweeps = 200;  ///< averaged, after half as many from fair coins to the posterior; and to cool
  std::uint64_t seed = 1;
};

/// What noisy images were, pixel by pixel.
struct Restoration {
  std::vector<double> mean;       ///< posterior means, [images, pixels]
  std::vector<double> std_error;  ///< of them, from the spread over chains
  std::vector<std::int8_t> map;   ///< the heaviest state found, [images, pixels]; on the root only
  std::vector<double> log_map;    ///< sum J s s + sum h s of it, [images]
  std::vector<double> at_map;     ///< cooled chains that ended in a state as heavy, [images]
};

/// Means by chains of the posterior, each the average over sweeps of E[s_i | all others] (Gelfand &
/// Smith 1990, J. Am. Stat. Assoc. 85, 398). The heaviest state by as many chains that are cooled
/// until pixels follow their fields, each then taken downhill. Images are dealt to ranks, chains
/// to threads; neither changes a bit. Throws ConfigError on images that are no lattice and on
/// chains beyond the memory there is. Collective.
Restoration restore(Images const& noisy, RestorationPlan const& plan, Communicator const& comm);

/// Suspect where a pixel's mean has an error above 0.1, and where one chain only met the heaviest
/// state, so that others may have been missed; the reasons count the images.
Answer restoration_answer(Restoration const& found, RestorationPlan const& plan);

}  // namespace lnz
