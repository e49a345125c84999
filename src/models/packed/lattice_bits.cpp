#include "models/packed/lattice_bits.hpp"

#include "parallel/for_each.hpp"

namespace lnz {
namespace {

constexpr std::size_t kPlaceOperations = 40;  ///< to find a site's bit

bool bit(Colours const& colours, BlockLayout::Place const& at) {
  return limb_of(const_cast<Colours&>(colours), at) >> at.bit % 64 & 1;
}

}  // namespace

std::vector<std::int8_t> spins_of(BlockLayout const& layout, std::span<Colours const> lattices,
                                  std::size_t sites) {
  std::vector<std::int8_t> spins(lattices.size() * sites);
  for_each_part(sites, kPlaceOperations * sites, [&](std::size_t first, std::size_t last) {
    for (std::size_t site = first; site < last; ++site) {
      BlockLayout::Place const at = layout.place(site);
      for (std::size_t l = 0; l < lattices.size(); ++l)
        spins[l * sites + site] = bit(lattices[l], at) ? 1 : -1;
    }
  });
  return spins;
}

std::vector<Colours> bits_of(BlockLayout const& layout, std::span<std::int8_t const> spins,
                             std::size_t sites) {
  std::vector<Colours> lattices(spins.size() / sites, Colours{layout.empty(), layout.empty()});
  for (std::size_t site = 0; site < sites; ++site) {
    BlockLayout::Place const at = layout.place(site);
    for (std::size_t l = 0; l < lattices.size(); ++l)
      limb_of(lattices[l], at) |= std::uint64_t{spins[l * sites + site] > 0} << at.bit % 64;
  }
  return lattices;
}

}  // namespace lnz
