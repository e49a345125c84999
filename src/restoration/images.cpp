#include "restoration/images.hpp"

#include "lnz/stream.hpp"

namespace lnz {

Images with_noise(Images images, double noise, std::uint64_t seed) {
  std::size_t const pixels = images.pixels();
  for (std::size_t i = 0; i < images.count(); ++i) {
    Stream random(seed, Purpose::data, static_cast<std::uint32_t>(i), 0);
    for (std::int8_t& value : std::span(images.values).subspan(i * pixels, pixels))
      if (random.uniform() < noise) value = static_cast<std::int8_t>(-value);
  }
  return images;
}

}  // namespace lnz
