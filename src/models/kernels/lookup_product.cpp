#include "models/kernels/lookup_product.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/lookup_product.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kPassBits = PackedBits::kWord;  // of one pass over the lanes
constexpr std::size_t kRowBytes = 64;                 // of a table row: a tile's sums

template <class Sum>
using TileTag = hn::CappedTag<Sum, kRowBytes / sizeof(Sum)>;

/// How the inputs of a pass, up to 32, are grouped.
template <int... bits>
struct Groups {
  static constexpr std::size_t kCount = sizeof...(bits);
  static constexpr int kBits[] = {bits...};
  static constexpr std::size_t kInputs = (bits + ...);
  static constexpr std::size_t kRows = ((std::size_t{1} << bits) + ...);

  static constexpr int first_bit(std::size_t group) {
    int first = 0;
    for (std::size_t g = 0; g < group; ++g) first += kBits[g];
    return first;
  }
  static constexpr std::size_t first_row(std::size_t group) {
    std::size_t first = 0;
    for (std::size_t g = 0; g < group; ++g) first += std::size_t{1} << kBits[g];
    return first;
  }
};
/// Groups of a pass; of the last one, if they hold its inputs: the first of them, so that sums of
/// floats are the same; and the lanes below which narrow groups, with fewer rows to make, are
/// faster.
struct Wide {
  using Pass = Groups<7, 7, 6, 6, 6>;
  using Last = Groups<7, 7, 6>;
  static constexpr std::size_t kFewLanes = 224;
};
/// For sums of int16, whose order is free and whose additions take less than those of floats.
struct WideWhole {
  using Pass = Groups<6, 6, 5, 5, 5, 5>;
  using Last = Groups<6, 6, 5, 5>;
  static constexpr std::size_t kFewLanes = 120;
};
struct Narrow {
  using Pass = Groups<4, 4, 4, 4, 4, 4, 4, 4>;
  using Last = Groups<4, 4, 4, 4, 4>;
};

/// Lanes below which float sums, whose groups must not follow the lanes, do without tables.
constexpr std::size_t kFewestLanes = 16;

/// All partial sums of each group, group after group: row `bits` of a group is the sum of the
/// weight rows that these bits select. `weights` holds 32 rows.
template <class Group, class Sum>
HWY_INLINE void make_tables(Sum const* HWY_RESTRICT weights, Sum* HWY_RESTRICT table) {
  TileTag<Sum> const d;
  constexpr std::size_t kTile = kRowBytes / sizeof(Sum), kLanes = hn::MaxLanes(d);
  for (int const bits : Group::kBits) {
    for (std::size_t o = 0; o < kTile; o += kLanes) {
      hn::Store(hn::Zero(d), d, table + o);
      for (int b = 0; b < bits; ++b) {
        auto const row = hn::Load(d, weights + static_cast<std::size_t>(b) * kTile + o);
        std::size_t const count = std::size_t{1} << b;
        for (std::size_t e = 0; e < count; ++e)
          hn::Store(hn::Add(hn::Load(d, table + e * kTile + o), row), d,
                    table + (count + e) * kTile + o);
      }
    }
    weights += static_cast<std::size_t>(bits) * kTile;
    table += kTile << bits;
  }
}

/// The row of a group's table that the bits of `word` select.
template <class Group, std::size_t group, class Sum>
HWY_INLINE Sum const* selected(Sum const* table, std::uint64_t word) {
  constexpr int kRowShift = 6;
  constexpr std::uint64_t kMask = ((std::uint64_t{1} << Group::kBits[group]) - 1) << kRowShift;
  // One instruction, unlike a shift, as it leaves `word` where it is.
  std::uint64_t const offset = std::rotr(word, Group::first_bit(group) - kRowShift) & kMask;
  auto const* rows = reinterpret_cast<char const*>(table) + Group::first_row(group) * kRowBytes;
  return reinterpret_cast<Sum const*>(rows + offset);
}

/// Pairs first, so that additions do not wait for one another.
template <class V, class... Rest>
HWY_INLINE V total(V a, Rest... rest) {
  if constexpr (sizeof...(rest) == 0)
    return a;
  else
    return [](V x, V y, auto... others) HWY_ATTR {
      if constexpr (sizeof...(others) == 0)
        return hn::Add(x, y);
      else
        return hn::Add(hn::Add(x, y), total(others...));
    }(a, rest...);
}

/// Adds what 32 inputs give to the sums of every lane; the first pass sets them.
template <class Group, bool first, class Sum, std::size_t... group>
HWY_INLINE void add_selected(Sum const* HWY_RESTRICT table, std::uint32_t const* HWY_RESTRICT words,
                             std::size_t lanes, Sum* HWY_RESTRICT out,
                             std::index_sequence<group...>) {
  TileTag<Sum> const d;
  constexpr std::size_t kTile = kRowBytes / sizeof(Sum), kLanes = hn::MaxLanes(d);
#pragma GCC unroll 4
  for (std::size_t lane = 0; lane < lanes; ++lane, out += kTile) {
    std::uint64_t const word = words[lane];
    Sum const* const row[] = {selected<Group, group>(table, word)...};
    for (std::size_t o = 0; o < kTile; o += kLanes) {
      auto const before = first ? hn::Zero(d) : hn::Load(d, out + o);
      hn::Store(total(hn::Load(d, row[group] + o)..., before), d, out + o);
    }
  }
}

/// One pass, of the 32 inputs from `weights` on.
template <class Group, class Sum>
HWY_INLINE void add_pass(bool first, Sum const* weights, std::uint32_t const* words,
                         std::size_t lanes, Sum* out) {
  constexpr std::make_index_sequence<Group::kCount> kGroups;
  HWY_ALIGN Sum table[Group::kRows * kRowBytes / sizeof(Sum)];
  make_tables<Group>(weights, table);
  if (first)
    add_selected<Group, true>(table, words, lanes, out, kGroups);
  else
    add_selected<Group, false>(table, words, lanes, out, kGroups);
}

template <class Groups, class Sum>
HWY_INLINE void tile_sums(Sum const* weights, std::size_t inputs, std::uint32_t const* words,
                          std::size_t lanes, Sum* out) {
  constexpr std::size_t kPassWeights = kPassBits * kRowBytes / sizeof(Sum);
  for (std::size_t input = 0; input < inputs; input += kPassBits) {
    if (inputs - input > Groups::Last::kInputs)
      add_pass<typename Groups::Pass>(input == 0, weights, words, lanes, out);
    else
      add_pass<typename Groups::Last>(input == 0, weights, words, lanes, out);
    weights += kPassWeights;
    words += lanes;
  }
}

/// What make_tables has in the row of a group that the bits of `word` select; `weights` holds 32
/// rows.
template <class Group, std::size_t group>
HWY_INLINE hn::Vec<TileTag<float>> selected_sum(float const* weights, std::uint32_t word) {
  TileTag<float> const d;
  hn::RebindToUnsigned<TileTag<float>> const du;
  constexpr int kFirst = Group::first_bit(group);
  auto sum = hn::Zero(d);
#pragma GCC unroll 8
  for (int b = kFirst; b < kFirst + Group::kBits[group]; ++b) {
    auto const selects = hn::BitCast(d, hn::Set(du, 0 - (word >> b & 1)));
    auto const row = hn::Load(d, weights + static_cast<std::size_t>(b) * kRowBytes / sizeof(float));
    sum = hn::Add(sum, hn::And(row, selects));
  }
  return sum;
}

/// tile_sums, the same bits, without tables: faster where few lanes would look at them.
template <class Group, std::size_t... group>
HWY_INLINE void tile_sums_of_few(float const* weights, std::size_t inputs,
                                 std::uint32_t const* words, std::size_t lanes, float* out,
                                 std::index_sequence<group...>) {
  TileTag<float> const d;
  constexpr std::size_t kTile = kRowBytes / sizeof(float), kLanes = hn::MaxLanes(d);
  std::fill_n(out, lanes * kTile, 0.0f);
  for (std::size_t input = 0; input < inputs; input += kPassBits) {
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t o = 0; o < kTile; o += kLanes) {
        std::uint32_t const word = words[lane];
        float* const sums = out + lane * kTile + o;
        hn::Store(total(selected_sum<Group, group>(weights + o, word)..., hn::Load(d, sums)), d,
                  sums);
      }
    weights += kPassBits * kTile;
    words += lanes;
  }
}

void tile_sums_int16(std::int16_t const* weights, std::size_t inputs, std::uint32_t const* words,
                     std::size_t lanes, std::int16_t* out) {
  if (lanes < WideWhole::kFewLanes)
    tile_sums<Narrow>(weights, inputs, words, lanes, out);
  else
    tile_sums<WideWhole>(weights, inputs, words, lanes, out);
}

void tile_sums_float(float const* weights, std::size_t inputs, std::uint32_t const* words,
                     std::size_t lanes, Grouping grouping, float* out) {
  if (lanes < kFewestLanes)
    tile_sums_of_few<Wide::Pass>(weights, inputs, words, lanes, out,
                                 std::make_index_sequence<Wide::Pass::kCount>());
  else if (lanes < Wide::kFewLanes && grouping == Grouping::by_lanes)
    tile_sums<Narrow>(weights, inputs, words, lanes, out);
  else
    tile_sums<Wide>(weights, inputs, words, lanes, out);
}

void tile_sums_double(double const* weights, std::size_t inputs, std::uint32_t const* words,
                      std::size_t lanes, double* out) {
  if (lanes < Wide::kFewLanes)
    tile_sums<Narrow>(weights, inputs, words, lanes, out);
  else
    tile_sums<Wide>(weights, inputs, words, lanes, out);
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {
namespace {

constexpr std::size_t kPassBits = PackedBits::kWord;

std::size_t padded(std::size_t inputs) { return (inputs + kPassBits - 1) / kPassBits * kPassBits; }

}  // namespace

HWY_EXPORT(tile_sums_int16);
HWY_EXPORT(tile_sums_float);
HWY_EXPORT(tile_sums_double);

void lookup_tile(float const* weights, PackedBits const& x, Grouping grouping, float* out) {
  HWY_DYNAMIC_DISPATCH(tile_sums_float)
  (weights, x.units, x.words.data(), x.lanes, grouping, out);
}

template <class Sum>
LookupProduct<Sum>::LookupProduct(std::size_t inputs, std::size_t outputs,
                                  std::function<Sum(std::size_t, std::size_t)> const& weight)
    : inputs_(inputs), outputs_(outputs) {
  weights_ = Aligned<Sum>(tiles() * padded(inputs) * kTile);
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t j = 0; j < outputs; ++j)
      weights_[(j / kTile * padded(inputs) + i) * kTile + j % kTile] = weight(i, j);
}

template <class Sum>
void LookupProduct<Sum>::tile(std::size_t t, PackedBits const& x, Sum* out) const {
  Sum const* const weights = weights_.data() + t * padded(inputs_) * kTile;
  if constexpr (sizeof(Sum) == 2)
    HWY_DYNAMIC_DISPATCH(tile_sums_int16)(weights, inputs_, x.words.data(), x.lanes, out);
  else if constexpr (sizeof(Sum) == 4)
    HWY_DYNAMIC_DISPATCH(tile_sums_float)
  (weights, inputs_, x.words.data(), x.lanes, Grouping::alike, out);
  else HWY_DYNAMIC_DISPATCH(tile_sums_double)(weights, inputs_, x.words.data(), x.lanes, out);
}

template class LookupProduct<std::int16_t>;
template class LookupProduct<float>;
template class LookupProduct<double>;

}  // namespace lnz
#endif
