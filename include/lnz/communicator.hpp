#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lnz {

/// Half-open range [first, last).
struct Range {
  int first;
  int last;
  int size() const { return last - first; }
};

/// Messages on their way between the neighbours of a ring; their memory is in use until `finish`.
class RingExchange {
 public:
  RingExchange(RingExchange&&) noexcept;
  ~RingExchange();  ///< finishes

  /// Lets messages move on; worth a call now and then during long work.
  void progress();
  /// Waits until what was sent may be overwritten and what was asked for is there.
  void finish();

 private:
  friend class Communicator;
  struct Impl;
  explicit RingExchange(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What this rank has sent.
struct Traffic {
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
};

/// The only door to MPI: no other header or source names an MPI symbol.
/// Member functions marked collective must be reached by every rank.
class Communicator {
 public:
  /// One process, no MPI calls.
  static Communicator self();
  /// MPI_COMM_WORLD; a Session must be alive.
  static Communicator world();

  int rank() const;
  int size() const;
  bool is_root() const { return rank() == 0; }

  /// Contiguous share of n things for this rank, so that rank order is their order.
  Range share_of(int n) const;

  /// All ranks' values, concatenated in rank order, on every rank. Collective.
  std::vector<double> all_gather(std::span<double const> mine) const;

  /// The same for bytes, on the root only (empty elsewhere). Collective.
  std::vector<std::byte> gather(std::span<std::byte const> mine) const;

  /// The root's bytes, cut in rank order into `my_size` for each rank. Collective.
  std::vector<std::byte> scatter(std::span<std::byte const> all, std::size_t my_size) const;

  /// Sums over all ranks of every entry, on every rank; all ranks give as many. Collective.
  std::vector<std::int64_t> sum(std::vector<std::int64_t> mine) const;

  /// The ranks that give the same colour, in rank order. Collective.
  Communicator split(int colour) const;

  /// Starts to send to the ranks before and behind this one in the ring of all ranks, and to hear
  /// from them: `from_before` is what that rank sends behind. Sizes agree between neighbours and
  /// are below 2 GiB. One exchange at a time. Collective, without waiting.
  RingExchange exchange(std::span<std::byte const> to_before, std::span<std::byte const> to_behind,
                        std::span<std::byte> from_before, std::span<std::byte> from_behind) const;

  /// Sent by this rank in exchanges so far.
  Traffic exchanged() const;

  /// The root's string, on every rank. Collective.
  std::string broadcast(std::string const& root_value) const;

  /// The root's number, on every rank. Collective.
  double broadcast(double root_value) const;

  /// Runs `work` on the root and gives every rank its string. A ConfigError, StorageError or
  /// other exception thrown there is thrown on every rank. Collective.
  std::string on_root(std::function<std::string()> const& work) const;

  /// Runs `work` on every rank. A StorageError thrown on some of them is thrown on all, the lowest
  /// rank's. Collective.
  void on_every(std::function<void()> const& work) const;

  /// Whether any rank says so. Collective.
  bool any(bool mine) const;

  /// Where the handle of its MPI communicator is kept, for libraries that speak MPI themselves;
  /// null without MPI.
  void const* handle() const;

  /// Ends every rank at once with this exit status; for faults of one rank only.
  [[noreturn]] void abort(int status) const;

 private:
  struct Impl;
  explicit Communicator(std::shared_ptr<Impl const> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl const> impl_;
};

/// A job cut into teams of consecutive ranks.
struct Teams {
  Communicator inside;  ///< the ranks of this rank's team
  Communicator across;  ///< the ranks with this rank's place in their teams, in team order
};

/// Teams of so many ranks, which divides world.size(). Collective.
Teams teams_of(Communicator const& world, int ranks);

/// Initialises MPI for the lifetime of main().
class Session {
 public:
  Session(int& argc, char**& argv);
  ~Session();
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;
};

}  // namespace lnz
