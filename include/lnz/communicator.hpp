#pragma once

#include <cstddef>
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

  /// The root's string, on every rank. Collective.
  std::string broadcast(std::string const& root_value) const;

  /// The root's number, on every rank. Collective.
  double broadcast(double root_value) const;

  /// Runs `work` on the root and gives every rank its string. A ConfigError or other
  /// exception thrown there is thrown on every rank. Collective.
  std::string on_root(std::function<std::string()> const& work) const;

  /// Whether any rank says so. Collective.
  bool any(bool mine) const;

  /// Ends every rank at once with this exit status; for faults of one rank only.
  [[noreturn]] void abort(int status) const;

 private:
  struct Impl;
  explicit Communicator(std::shared_ptr<Impl const> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl const> impl_;
};

/// Initialises MPI for the lifetime of main().
class Session {
 public:
  Session(int& argc, char**& argv);
  ~Session();
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;
};

}  // namespace lnz
