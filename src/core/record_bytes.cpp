#include "core/record_bytes.hpp"

#include <bit>
#include <cstring>
#include <stdexcept>

static_assert(std::endian::native == std::endian::little, "record bytes are little-endian");

namespace lnz {
namespace {

/// Every value is a fixed-size number, or a 64-bit count followed by that many values.
class Writer {
 public:
  explicit Writer(ByteSink const& sink) : sink_(sink) {}

  template <class T>
  void number(T value) {
    sink_({reinterpret_cast<char const*>(&value), sizeof(T)});
  }
  template <class Sequence>
  void sequence(Sequence const& values) {
    number<std::uint64_t>(values.size());
    sink_({reinterpret_cast<char const*>(values.data()), values.size() * sizeof(*values.data())});
  }
  template <class Variant>
  void tagged(Variant const& value) {
    number<std::uint8_t>(static_cast<std::uint8_t>(value.index()));
    std::visit(
        [this]<class T>(T const& v) {
          if constexpr (std::is_arithmetic_v<T>)
            number(v);
          else
            sequence(v);
        },
        value);
  }

 private:
  ByteSink const& sink_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  template <class T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof(T)), sizeof(T));
    return value;
  }
  template <class Sequence>
  Sequence sequence() {
    using T = typename Sequence::value_type;
    auto const count = number<std::uint64_t>();
    if (count > rest_.size() / sizeof(T)) throw std::runtime_error("record bytes end too early");
    Sequence values(count, T{});
    if (count) std::memcpy(values.data(), take(count * sizeof(T)), count * sizeof(T));
    return values;
  }
  template <class Variant, std::size_t I = 0>
  Variant tagged(std::size_t tag) {
    if constexpr (I == std::variant_size_v<Variant>) {
      throw std::runtime_error("record bytes hold an unknown type");
    } else {
      if (tag != I) return tagged<Variant, I + 1>(tag);
      using T = std::variant_alternative_t<I, Variant>;
      if constexpr (std::is_arithmetic_v<T>)
        return number<T>();
      else
        return sequence<T>();
    }
  }

 private:
  char const* take(std::size_t n) {
    if (n > rest_.size()) throw std::runtime_error("record bytes end too early");
    char const* const here = rest_.data();
    rest_.remove_prefix(n);
    return here;
  }
  std::string_view rest_;
};

}  // namespace

void pour_bytes(Record const& record, ByteSink const& sink) {
  Writer out(sink);
  out.number<std::uint64_t>(record.arrays.size());
  for (auto const& [key, array] : record.arrays) {
    out.sequence(key);
    out.sequence(std::vector<std::uint64_t>(array.shape.begin(), array.shape.end()));
    out.tagged(array.values);
  }
  out.number<std::uint64_t>(record.attributes.size());
  for (auto const& [key, value] : record.attributes) {
    out.sequence(key);
    out.tagged(value);
  }
}

std::string to_bytes(Record const& record) {
  std::string bytes;
  pour_bytes(record, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

Record from_bytes(std::string_view bytes) {
  Reader in(bytes);
  Record record;
  for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
    auto const key = in.sequence<std::string>();
    auto const shape = in.sequence<std::vector<std::uint64_t>>();
    Array array{{shape.begin(), shape.end()}, {}};
    array.values = in.tagged<decltype(array.values)>(in.number<std::uint8_t>());
    record.arrays.emplace(key, std::move(array));
  }
  for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
    auto const key = in.sequence<std::string>();
    auto const tag = in.number<std::uint8_t>();
    record.attributes.emplace(key, in.tagged<Attribute>(tag));
  }
  if (!in.at_end()) throw std::runtime_error("record bytes go on after their end");
  return record;
}

}  // namespace lnz
