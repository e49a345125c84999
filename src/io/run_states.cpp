#include "io/run_states.hpp"

#include "core/record_bytes.hpp"
#include "io/atomic_file.hpp"
#include "io/damaged_file.hpp"
#include "io/h5_collective.hpp"
#include "io/h5_file.hpp"
#include "io/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace lnz {
namespace {

using Bytes = std::vector<std::byte>;
using Span = std::span<std::byte const>;

/// Bytes of states that a rank writes or reads at once, if a block has no more: enough for any
/// disk.
constexpr std::size_t kRound = std::size_t{16} << 20;

constexpr char const* kSumName = "sha256";
constexpr std::size_t kSumLength = 64;  ///< hex digits

struct Round {
  std::size_t first, last;  ///< blocks
};

/// The blocks of this rank in rounds; ranks of a team have the same. All ranks take part in as many
/// as the one with most, some of them with no blocks.
std::vector<Round> rounds_of(DealtStates const& states, Communicator const& comm) {
  std::vector<Round> rounds;
  std::size_t bytes = kRound;
  for (std::size_t b = 0; b < states.sizes.size(); ++b) {
    if (bytes + states.sizes[b] > kRound) rounds.push_back({b, b}), bytes = 0;
    bytes += states.sizes[b];
    rounds.back().last = b + 1;
  }
  auto const mine = static_cast<double>(rounds.size());
  std::vector<double> const all = comm.all_gather({&mine, 1});
  std::size_t const end = states.sizes.size();
  rounds.resize(static_cast<std::size_t>(*std::ranges::max_element(all)), Round{end, end});
  return rounds;
}

std::string sum_of_bytes(Span bytes) {
  return sha256_hex({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
}

std::string text_of(Bytes const& bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

std::vector<std::int8_t> const& values_of(Record const& run) {
  return std::get<std::vector<std::int8_t>>(run.arrays.at(kStates).values);
}

DamagedFile damaged_blocks(std::string const& path) {
  std::string const why = "its blocks do not add up to its states";
  return {fmt::format("{} is damaged ({}); copy or make it again", path, why), why};
}

}  // namespace

StatePlaces places_of(DealtStates const& states, Communicator const& comm) {
  StatePlaces places;
  if (states.are_here)
    places.own = std::accumulate(states.sizes.begin(), states.sizes.end(), std::size_t{0});
  auto const mine = static_cast<double>(places.own);
  std::vector<double> const all = comm.all_gather({&mine, 1});
  for (std::size_t r = 0; r < all.size(); ++r) {
    if (static_cast<int>(r) < comm.rank()) places.first += static_cast<std::size_t>(all[r]);
    places.total += static_cast<std::size_t>(all[r]);
  }
  return places;
}

std::vector<std::int64_t> all_sizes(DealtStates const& states, Communicator const& comm) {
  std::vector<std::int64_t> mine;
  if (states.are_here) mine.assign(states.sizes.begin(), states.sizes.end());
  Bytes const bytes = comm.gather(std::as_bytes(std::span(mine)));
  std::vector<std::int64_t> all(bytes.size() / sizeof(std::int64_t));
  if (!bytes.empty()) std::memcpy(all.data(), bytes.data(), bytes.size());
  return all;
}

std::string block_sums(Record const& run, std::string const& path) {
  std::vector<std::int64_t> const sizes = run.integers(kStateBlocks, 1);
  std::int64_t left = static_cast<std::int64_t>(run.shape(kStates).at(0));
  for (std::int64_t const size : sizes) left = size < 0 || size > left ? -1 : left - size;
  if (left != 0) throw damaged_blocks(path);
  std::string sums;
  auto const& values = values_of(run);
  auto const add = [&](std::size_t, Span block) { sums += sum_of_bytes(block); };
  if (values.size() < run.arrays.at(kStates).size())
    read_h5_bytes(path, kStates, 0, {sizes.begin(), sizes.end()}, add);
  else
    for (Span rest = std::as_bytes(std::span(values)); std::int64_t const size : sizes) {
      add(0, rest.first(static_cast<std::size_t>(size)));
      rest = rest.subspan(static_cast<std::size_t>(size));
    }
  return sums;
}

std::string sum_of(Record& run, std::string const& block_sums) {
  auto const found = run.arrays.find(kStates);
  decltype(Array::values) values;
  if (!block_sums.empty())
    values = std::exchange(found->second.values,
                           std::vector<std::int8_t>(block_sums.begin(), block_sums.end()));
  Sha256 sum;
  pour_bytes(run, [&](std::string_view piece) { sum.add(piece); });
  if (!block_sums.empty()) found->second.values = std::move(values);
  return std::move(sum).hex();
}

void put_states(Record& run, DealtStates const& states, Communicator const& comm) {
  Bytes mine;
  for (std::size_t b = 0; b < states.sizes.size(); ++b) {
    Bytes const saved = states.save(b);
    mine.insert(mine.end(), saved.begin(), saved.end());
  }
  Bytes const all = comm.gather(mine);
  std::vector<std::int64_t> const sizes = all_sizes(states, comm);
  if (sizes.empty()) return;
  auto const* const first = reinterpret_cast<std::int8_t const*>(all.data());
  run.arrays[kStates] = {{all.size()}, std::vector<std::int8_t>(first, first + all.size())};
  run.arrays[kStateBlocks] = {{sizes.size()}, sizes};
}

void take_states(Record const& run, DealtStates const& states, StatePlaces const& places,
                 Communicator const& comm) {
  Bytes const mine =
      comm.scatter(comm.is_root() ? std::as_bytes(std::span(values_of(run))) : Span(), places.own);
  Span rest = mine;
  for (std::size_t b = 0; b < states.sizes.size(); ++b) {
    std::size_t const size = states.are_here ? states.sizes[b] : 0;
    states.load(b, rest.first(size));
    rest = rest.subspan(size);
  }
}

bool write_states(std::string const& path, Record& run, DealtStates const& states,
                  StatePlaces const& places, Communicator const& comm) {
  comm.on_root([&] {
    add_plain_array(draft_of(path), path, kStates, places.total, kSumName, kSumLength, comm);
    return std::string();
  });
  CollectiveArray array(draft_of(path), path, kStates, comm);
  bool whole = true;
  std::string sums;
  Bytes bytes;
  std::size_t first = places.first;
  for (Round const& round : rounds_of(states, comm)) {
    bytes.clear();
    for (std::size_t b = round.first; b < round.last; ++b) {
      Bytes const saved = states.save(b);
      if (states.are_here) sums += sum_of_bytes(saved);
      bytes.insert(bytes.end(), saved.begin(), saved.end());
    }
    whole = array.write(first, bytes) && whole;
    first += bytes.size();
  }
  array.close();
  std::string const all = text_of(comm.gather(std::as_bytes(std::span(sums))));
  comm.on_root([&] {
    run.arrays[kStates] = {{places.total}, std::vector<std::int8_t>()};
    std::string const sum = sum_of(run, all);
    run.arrays.erase(kStates);
    set_plain_text(draft_of(path), path, kSumName, sum, comm);
    return std::string();
  });
  return !comm.any(!whole);
}

void read_states(std::string const& path, DealtStates const& states, StatePlaces const& places,
                 Communicator const& comm) {
  std::size_t first = places.first;
  for (Round const& round : rounds_of(states, comm)) {
    std::vector<Bytes> blocks(round.last - round.first);
    comm.on_every([&] {
      if (!states.are_here || blocks.empty()) return;
      std::vector<std::size_t> const sizes(
          states.sizes.begin() + static_cast<std::ptrdiff_t>(round.first),
          states.sizes.begin() + static_cast<std::ptrdiff_t>(round.last));
      try {
        read_h5_bytes(path, kStates, first, sizes, [&](std::size_t b, Span block) {
          blocks[b].assign(block.begin(), block.end());
        });
      } catch (ConfigError const& error) {
        throw StorageError(fmt::format("rank {}: {}", comm.rank(), error.what()));
      }
      first += std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    });
    for (std::size_t b = 0; b < blocks.size(); ++b) states.load(round.first + b, blocks[b]);
  }
}

}  // namespace lnz
