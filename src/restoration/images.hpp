#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lnz {

/// Black and white images of one size.
struct Images {
  std::string source;  ///< what error messages call them
  std::size_t height = 0, width = 0;
  std::vector<std::int8_t> values;  ///< -1 and 1, [images, height, width]

  std::size_t pixels() const { return height * width; }
  std::size_t count() const { return values.size() / pixels(); }
  std::span<std::int8_t const> image(std::size_t i) const {
    return {values.data() + i * pixels(), pixels()};
  }
};

/// Every pixel turned over with this probability, by the random numbers of (seed, image).
Images with_noise(Images images, double noise, std::uint64_t seed);

}  // namespace lnz
