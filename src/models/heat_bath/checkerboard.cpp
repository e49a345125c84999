#include "models/heat_bath/checkerboard.hpp"

#include <algorithm>

namespace lnz {

Checkerboard::Checkerboard(LatticeParameters const& lattice) {
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    if (lattice.shape[axis] > 1) axes_.push_back(axis);
  if (axes_.empty()) axes_.push_back(0);
  auto const longest = std::ranges::max_element(
      axes_, [&](std::size_t a, std::size_t b) { return lattice.shape[a] < lattice.shape[b]; });
  std::rotate(longest, longest + 1, axes_.end());

  std::size_t rows = 1;
  for (auto axis = axes_.rbegin(); axis != axes_.rend(); ++axis) {
    Side side{lattice.shape[*axis], 1, axis == axes_.rbegin() ? 0 : rows};
    for (std::size_t a = *axis + 1; a < lattice.axes(); ++a) side.site_stride *= lattice.shape[a];
    if (side.row_stride > 0) rows *= side.length;
    sides_.insert(sides_.begin(), side);
  }
  row_sites_ = sides_.back().length;
  stride_ = ((row_sites_ + 1) / 2 + kMargin - 1) / kMargin * kMargin;
  if (axes_.size() > 1) layers_ = sides_.front().length;

  links_.resize(rows);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t a = 0; a + 1 < sides_.size(); ++a) {
      auto const [length, _, stride] = sides_[a];
      std::size_t const at = r / stride % length, turn = (length - 1) * stride;
      links_[r].before[a] = static_cast<std::uint32_t>(at > 0 ? r - stride : r + turn);
      links_[r].behind[a] = static_cast<std::uint32_t>(at + 1 < length ? r + stride : r - turn);
      links_[r].odd ^= at % 2;
    }
}

Checkerboard::Place Checkerboard::place(std::size_t site) const {
  std::size_t row = 0;
  for (Side const& side : sides_) row += site / side.site_stride % side.length * side.row_stride;
  std::size_t const x = site / sides_.back().site_stride % row_sites_;
  return {static_cast<int>((links_[row].odd + x) % 2), kMargin + row * stride_ + x / 2};
}

}  // namespace lnz
