#pragma once

#include "lnz/communicator.hpp"
#include "models/packed/block_layout.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace lnz {

/// A packed lattice dealt to the ranks of a team, and a rank's part in it. Lines go to ranks in
/// chunks, along whose borders the kernels' random numbers start afresh: no bit depends on the
/// number of ranks.
class LatticeTeam {
 public:
  struct Chunks {
    std::size_t first, last;
    std::size_t size() const { return last - first; }
  };

  /// At most most_ranks() of them.
  LatticeTeam(BlockLayout whole, Communicator comm);

  /// Every rank needs a chunk, and a layer's worth of lines; a chain of spins is one line.
  static int most_ranks(BlockLayout const& whole);

  bool alone() const { return comm_.size() == 1; }
  bool is_first() const { return comm_.is_root(); }
  BlockLayout const& layout() const { return layout_; }  ///< of this rank's lines
  BlockLayout const& whole() const { return whole_; }

  Chunks own() const { return own_; }
  Chunks inner() const { return inner_; }  ///< of them, those no other rank has to do with
  Chunks lines_of(std::size_t chunk) const;

  /// Sums over the ranks. Collective.
  std::vector<std::int64_t> sum(std::vector<std::int64_t> mine) const {
    return comm_.sum(std::move(mine));
  }

  /// The whole lattice on the first rank, a bit a spin, empty elsewhere; and back. Collective.
  BlockLayout::Words gathered(BlockLayout::Words const& mine) const;
  BlockLayout::Words dealt(BlockLayout::Words const& whole) const;

  /// Border lines of one colour on their way between the ranks. All ranks make them in the same
  /// order, one at a time.
  class Exchange {
   public:
    Exchange(LatticeTeam const& team, BlockLayout::Words& words);
    void progress() { under_way_.progress(); }
    void finish();  ///< and fill the borders

   private:
    LatticeTeam const& team_;
    BlockLayout::Words& words_;
    std::vector<std::byte> to_before_, to_behind_, from_before_, from_behind_;
    RingExchange under_way_;
  };

 private:
  BlockLayout whole_, layout_;
  Communicator comm_;
  Chunks own_, inner_;
};

}  // namespace lnz
