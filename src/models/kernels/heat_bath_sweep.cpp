#include "models/kernels/heat_bath_sweep.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/heat_bath_sweep.cpp"
#include <hwy/foreach_target.h>

#include "models/kernels/ars_inl.hpp"
#include "models/kernels/logistic_inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lnz::HWY_NAMESPACE {

/// Sites whose fields are summed up before the first of them is drawn. Either step alone is a short
/// chain of instructions, of which the core keeps several under way; in one loop they would wait.
constexpr std::size_t kBatch = 512;

constexpr std::size_t kVectors = kUnits / kFloatLanes;
using IntTag = hn::RebindToSigned<FloatTag>;

/// Sites [begin, begin + width) of some rows, width a multiple of kUnits; fields are kept
/// [rows, width].
struct Batch {
  std::size_t own;  ///< colour
  std::size_t first_row, last_row, begin, width;
};

/// Where the bonds of a row's sites are, bonds 2 a and 2 a + 1 back and forth along axis a: site i
/// has coupling[bond][i] to near[bond][i]. A coupling is kept at the lower end of its bond.
template <int kBonds>
struct Row {
  float const *coupling[kBonds], *near[kBonds], *field;
  std::size_t sites, other_sites;  ///< of either colour
  std::size_t shift;

  HWY_INLINE Row(HeatBathRows const& rows, std::size_t own, std::size_t r,
                 HeatBathSpins const& spins) {
    HeatBathRows::Colour const &here = rows.colour[own], &there = rows.colour[1 - own];
    HeatBathRows::Links const& links = rows.links[r];
    std::size_t const at = r * rows.stride;
    shift = (own + links.odd) % 2;
    sites = (rows.sites + 1 - shift) / 2;
    other_sites = rows.sites - sites;
    field = here.field ? here.field + at : nullptr;
    auto const join = [&](std::size_t bond, float const* lower, auto from, auto to) {
      coupling[bond] = lower + (bond / 2 * rows.plane) + from;
      near[bond] = spins[1 - own] + to;
    };
    for (std::size_t a = 0; a < kLast; ++a) {
      std::size_t const before = links.before[a] * rows.stride;
      join(2 * a, there.coupling, before, before);
      join(2 * a + 1, here.coupling, at, links.behind[a] * rows.stride);
    }
    std::ptrdiff_t const back = static_cast<std::ptrdiff_t>(at + shift) - 1;
    join(2 * kLast, there.coupling, back, back);
    join(2 * kLast + 1, here.coupling, at, at + shift);
  }

  HWY_INLINE Floats sum(std::size_t i) const {
    FloatTag const d;
    Floats sum = field ? hn::Load(d, field + i) : hn::Zero(d);
    for (std::size_t k = 0; k < kBonds; ++k)
      sum = hn::MulAdd(hn::LoadU(d, coupling[k] + i), hn::LoadU(d, near[k] + i), sum);
    return sum;
  }

  /// The site whose neighbour along the row is at its other end, in rings.
  HWY_INLINE std::size_t end() const { return shift == 0 ? 0 : sites - 1; }

  /// Rows of an odd number of sites are no rings.
  HWY_INLINE float sum_at_end() const {
    std::size_t const i = end(), back = shift == 0 ? other_sites : i;
    bool const ring = sites == other_sites;
    float sum = field ? field[i] : 0;
    for (std::size_t k = 0; k < 2 * kLast; ++k) sum += coupling[k][i] * near[k][i];
    if (ring || shift == 1) sum += coupling[2 * kLast][back] * near[2 * kLast][back];
    float const ahead = near[2 * kLast + 1][ring && shift == 1 ? i - sites : i];
    return sum + coupling[2 * kLast + 1][i] * ahead;
  }

 private:
  static constexpr std::size_t kLast = kBonds / 2 - 1;
};

/// sum_j J_ij s_j + D_i of a batch, 0 behind the end of a row.
template <int kBonds>
HWY_NOINLINE void sum_fields(HeatBathRows const& rows, Batch const& batch,
                             HeatBathSpins const& spins, float* fields) {
  FloatTag const d;
  for (std::size_t r = batch.first_row; r < batch.last_row; ++r, fields += batch.width) {
    Row<kBonds> const row(rows, batch.own, r, spins);
    std::size_t const last = batch.begin + batch.width,
                      whole = std::min(row.sites, last) / kFloatLanes * kFloatLanes;
    float* const out = fields - batch.begin;
    std::size_t i = batch.begin;
    for (; i < whole; i += kFloatLanes) hn::Store(row.sum(i), d, out + i);
    for (; i < last; i += kFloatLanes) {
      auto const inside = hn::FirstN(d, std::max(row.sites, i) - i);
      hn::Store(hn::IfThenElseZero(inside, row.sum(i)), d, out + i);
    }
    std::size_t const end = row.end();
    if (end >= batch.begin && end < last && row.other_sites > 0) out[end] = row.sum_at_end();
  }
}

HWY_INLINE void sum_fields(HeatBathRows const& rows, Batch const& batch, HeatBathSpins const& spins,
                           float* fields) {
  if (rows.axes == 1) sum_fields<2>(rows, batch, spins, fields);
  if (rows.axes == 2) sum_fields<4>(rows, batch, spins, fields);
  if (rows.axes == 3) sum_fields<6>(rows, batch, spins, fields);
  if (rows.axes == 4) sum_fields<8>(rows, batch, spins, fields);
}

/// Spins of a batch by their fields.
template <bool kReference>
HWY_NOINLINE void draw_spins(HeatBathRows const& rows, Batch const& batch, float const* fields,
                             float* spins, double beta, Ars const& ars) {
  FloatTag const d;
  constexpr double kTwoLog2E = 2.8853900817779268;
  constexpr float kLargest = 126;  // 2^126 is a float, and 31 bits see no more
  double const to_log2 = kTwoLog2E * (kReference ? 1 : beta * rows.unit);
  Floats const target = hn::Set(d, static_cast<float>(beta * rows.unit)),
               scale = hn::Set(d, static_cast<float>(to_log2)),
               largest = hn::Set(d, static_cast<float>(kLargest / std::max(to_log2, 1e-36)));
  for (std::size_t r = batch.first_row; r < batch.last_row; ++r, fields += batch.width) {
    std::size_t const at = r * rows.stride + batch.begin;
    Ars::Words counters = Ars::counter(at / 4, batch.own);
    for (std::size_t i = 0; i < batch.width; i += kFloatLanes) {
      Floats x = hn::Load(d, fields + i);
      if constexpr (kReference)
        x = fused(x, target, hn::Load(d, rows.colour[batch.own].reference + at + i));
      Floats const odds = exp2_of_product(hn::Min(hn::Abs(x), largest), scale);
      Floats const u = uniforms(ars.at(counters));
      counters = Ars::next(counters);
      // Negative where the less likely value comes: u (1 + odds) < 2^31.
      Floats const unlikely = fused(u, odds, hn::Sub(u, hn::Set(d, 0x1p31f)));
      hn::Store(hn::OrAnd(hn::Set(d, 1.0f), hn::Xor(x, unlikely), hn::SignBit(d)), d,
                spins + at + i);
    }
  }
}

/// sum_i s_i value_i of a batch, whole numbers below 2^23 as floats; rows of values are `stride`
/// apart.
HWY_NOINLINE std::int64_t whole_sum(HeatBathRows const& rows, Batch const& batch,
                                    float const* values, std::size_t stride, float const* spins) {
  FloatTag const d;
  hn::Vec<IntTag> sum[kVectors];
  for (auto& s : sum) s = hn::Zero(IntTag());
  for (std::size_t r = batch.first_row; r < batch.last_row; ++r, values += stride)
    for (std::size_t i = 0; i < batch.width; i += kUnits)
      for (std::size_t v = 0; v < kVectors; ++v) {
        std::size_t const at = i + v * kFloatLanes;
        Floats const spin = hn::Load(d, spins + r * rows.stride + batch.begin + at);
        sum[v] = hn::Add(sum[v], hn::ConvertTo(IntTag(), hn::Mul(spin, hn::Load(d, values + at))));
      }
  HWY_ALIGN std::int32_t parts[kUnits];
  for (std::size_t v = 0; v < kVectors; ++v) hn::Store(sum[v], IntTag(), parts + v * kFloatLanes);
  std::int64_t total = 0;
  for (std::int32_t const part : parts) total += part;
  return total;
}

/// sum_i s_i value_i of a batch, in order.
double real_sum(HeatBathRows const& rows, Batch const& batch, float const* values,
                std::size_t stride, float const* spins) {
  double sum = 0;
  for (std::size_t r = batch.first_row; r < batch.last_row; ++r, values += stride)
    for (std::size_t i = 0; i < batch.width; ++i)
      sum += static_cast<double>(spins[r * rows.stride + batch.begin + i] * values[i]);
  return sum;
}

/// body(batch) for all sites of one colour in rows [first, last).
template <class Body>
HWY_INLINE void for_each_batch(HeatBathRows const& rows, std::size_t own, std::size_t first,
                               std::size_t last, Body const& body) {
  std::size_t const whole = ((rows.sites + 1) / 2 + kUnits - 1) / kUnits * kUnits,
                    width = std::min(whole, kBatch), height = kBatch / width;
  for (std::size_t r = first; r < last; r += height)
    for (std::size_t begin = 0; begin < whole; begin += width)
      body(Batch{own, r, std::min(r + height, last), begin, std::min(width, whole - begin)});
}

std::int64_t draw(HeatBathRows const& rows, std::size_t own, std::size_t first, std::size_t last,
                  HeatBathSpins const& spins, double beta, ArsKey key) {
  Ars const ars(key);
  HeatBathRows::Colour const& colour = rows.colour[own];
  HWY_ALIGN float fields[kBatch];
  std::int64_t slope = 0;
  for_each_batch(rows, own, first, last, [&](Batch const& batch) {
    sum_fields(rows, batch, spins, fields);
    if (colour.reference)
      draw_spins<true>(rows, batch, fields, spins[own], beta, ars);
    else
      draw_spins<false>(rows, batch, fields, spins[own], beta, ars);
    if (own == 1)
      slope += whole_sum(rows, batch, fields, batch.width, spins[own]);
    else if (colour.field)
      slope += whole_sum(rows, batch, colour.field + batch.first_row * rows.stride + batch.begin,
                         rows.stride, spins[own]);
  });
  return slope;
}

double keep(HeatBathRows const& rows, std::size_t own, std::size_t first, std::size_t last,
            HeatBathSpins const& spins) {
  HeatBathRows::Colour const& colour = rows.colour[own];
  HWY_ALIGN float fields[kBatch];
  double slope = 0;
  for_each_batch(rows, own, first, last, [&](Batch const& batch) {
    if (own == 1) {
      sum_fields(rows, batch, spins, fields);
      slope += real_sum(rows, batch, fields, batch.width, spins[own]);
    } else if (colour.field) {
      slope += real_sum(rows, batch, colour.field + batch.first_row * rows.stride + batch.begin,
                        rows.stride, spins[own]);
    }
  });
  return slope;
}

}  // namespace lnz::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lnz {

HWY_EXPORT(draw);
HWY_EXPORT(keep);

std::int64_t draw_rows(HeatBathRows const& rows, int colour, std::size_t first, std::size_t last,
                       HeatBathSpins spins, double beta, ArsKey key) {
  return HWY_DYNAMIC_DISPATCH(draw)(rows, static_cast<std::size_t>(colour), first, last, spins,
                                    beta, key);
}

double slope_of_rows(HeatBathRows const& rows, int colour, std::size_t first, std::size_t last,
                     HeatBathSpins spins) {
  return HWY_DYNAMIC_DISPATCH(keep)(rows, static_cast<std::size_t>(colour), first, last, spins);
}

}  // namespace lnz
#endif
