#include "drivers/seen_states.hpp"

#include <cstring>

namespace lnz {
namespace {

template <class Value>
void append(SeenRows& rows, std::span<double const> values) {
  for (double const value : values) {
    auto const stored = static_cast<Value>(value);
    auto const bytes = std::as_bytes(std::span(&stored, 1));
    rows.insert(rows.end(), bytes.begin(), bytes.end());
  }
}

void append(SeenRows& rows, Readout const& readout, std::span<double const> values) {
  if (readout.real)
    append<double>(rows, values);
  else
    append<std::int8_t>(rows, values);
}

template <class Value>
Array as_array(std::size_t width, std::span<std::byte const> rows) {
  std::vector<Value> values(rows.size() / sizeof(Value));
  if (!values.empty()) std::memcpy(values.data(), rows.data(), rows.size());
  return {{values.size() / width, width}, std::move(values)};
}

}  // namespace

void see(SeenRows& rows, Readout const& readout, std::span<double const> units, std::uint64_t seed,
         std::uint32_t chain, std::int64_t step) {
  if (!readout.of) return append(rows, readout, units);
  Stream random(seed, Purpose::readout, chain, static_cast<std::uint64_t>(step));
  append(rows, readout, readout.of(units, random));
}

Array seen_array(Readout const& readout, std::span<std::byte const> rows) {
  return readout.real ? as_array<double>(readout.values, rows)
                      : as_array<std::int8_t>(readout.values, rows);
}

SeenRows seen_rows(Record const& run, std::string const& key, Readout const& readout,
                   std::size_t rows) {
  std::vector<double> const values = run.reals(key);
  SeenRows out;
  append(out, readout, std::span(values).first(rows * readout.values));
  return out;
}

}  // namespace lnz
