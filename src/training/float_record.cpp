#include "training/float_record.hpp"

#include "core/checkpoint.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lnz {
namespace {

std::vector<double> doubles(auto const& x) { return {x.data(), x.data() + x.size()}; }

void take_floats(Record const& run, std::string const& key, auto& x) {
  require_values(run, key, x.size());
  std::ranges::transform(run.reals(key), x.data(), [](double y) { return static_cast<float>(y); });
}

}  // namespace

void put(Record& run, std::string const& key, Row const& x) { run.set(key, doubles(x)); }

void put(Record& run, std::string const& group, FloatRbm const& x) {
  run.set(group + "/W",
          {static_cast<std::size_t>(x.W.rows()), static_cast<std::size_t>(x.W.cols())},
          doubles(x.W));
  put(run, group + "/b", x.b);
  put(run, group + "/c", x.c);
}

void put(Record& run, std::string const& key, PackedBits const& x) {
  std::vector<std::int8_t> bits;
  bits.reserve(x.lanes * x.units);
  for (std::size_t l = 0; l < x.lanes; ++l)
    for (std::size_t i = 0; i < x.units; ++i) bits.push_back(x.test(i, l));
  run.arrays[key] = {{x.lanes, x.units}, std::move(bits)};
}

void take(Record const& run, std::string const& key, Row& x) { take_floats(run, key, x); }

void take(Record const& run, std::string const& key, std::vector<double>& x) {
  require_values(run, key, static_cast<std::int64_t>(x.size()));
  x = run.reals(key);
}

void take(Record const& run, std::string const& group, FloatRbm& x) {
  take_floats(run, group + "/W", x.W);
  take(run, group + "/b", x.b);
  take(run, group + "/c", x.c);
}

void take(Record const& run, std::string const& key, PackedBits& x) {
  require_values(run, key, static_cast<std::int64_t>(x.lanes * x.units));
  std::vector<std::int64_t> const bits = run.integers(key);
  for (std::size_t k = 0; k < bits.size(); ++k) x.set(k % x.units, k / x.units, bits[k] != 0);
}

}  // namespace lnz
