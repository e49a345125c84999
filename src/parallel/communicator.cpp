#include "lnz/communicator.hpp"

#include "lnz/error.hpp"

#define OMPI_SKIP_MPICXX 1  // the C interface only: the C++ one was removed in MPI-3
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <stdexcept>

namespace lnz {

struct Communicator::Impl {
  MPI_Comm comm = MPI_COMM_NULL;
  int rank = 0;
  int size = 1;
  bool owned = false;
  mutable Traffic exchanged = {};

  explicit Impl(MPI_Comm c = MPI_COMM_NULL, bool own = false) : comm(c), owned(own) {
    if (comm == MPI_COMM_NULL) return;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
  }
  Impl(Impl const&) = delete;
  ~Impl() {
    int ended = 0;
    if (owned) MPI_Finalized(&ended);
    if (owned && !ended) MPI_Comm_free(&comm);
  }
};

Communicator Communicator::self() { return Communicator(std::make_shared<Impl>()); }

Communicator Communicator::world() { return Communicator(std::make_shared<Impl>(MPI_COMM_WORLD)); }

Communicator Communicator::split(int colour) const {
  if (size() == 1) return *this;
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(impl_->comm, colour, rank(), &part);
  return Communicator(std::make_shared<Impl>(part, true));
}

Teams teams_of(Communicator const& world, int ranks) {
  if (ranks == 1) return {Communicator::self(), world};
  return {world.split(world.rank() / ranks), world.split(world.rank() % ranks)};
}

int Communicator::rank() const { return impl_->rank; }
int Communicator::size() const { return impl_->size; }

Range Communicator::share_of(int n) const {
  auto const cut = [&](int r) { return static_cast<int>(static_cast<long>(n) * r / size()); };
  return {cut(rank()), cut(rank() + 1)};
}

std::vector<double> Communicator::all_gather(std::span<double const> mine) const {
  if (size() == 1) return {mine.begin(), mine.end()};
  int const count = static_cast<int>(mine.size());
  std::vector<int> counts(static_cast<std::size_t>(size())), offsets(counts.size());
  MPI_Allgather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, impl_->comm);
  for (std::size_t r = 1; r < counts.size(); ++r) offsets[r] = offsets[r - 1] + counts[r - 1];
  std::vector<double> all(static_cast<std::size_t>(offsets.back() + counts.back()));
  MPI_Allgatherv(mine.data(), count, MPI_DOUBLE, all.data(), counts.data(), offsets.data(),
                 MPI_DOUBLE, impl_->comm);
  return all;
}

namespace {

/// Bytes of one message: MPI counts in int.
constexpr std::size_t kPiece = INT_MAX / 2;
enum Tag { kSize = 1, kBytes, kBefore, kBehind };

void send(std::span<std::byte const> bytes, int to, MPI_Comm comm) {
  for (std::size_t at = 0; at < bytes.size(); at += kPiece)
    MPI_Send(bytes.data() + at, static_cast<int>(std::min(kPiece, bytes.size() - at)), MPI_BYTE, to,
             kBytes, comm);
}

void receive(std::span<std::byte> bytes, int from, MPI_Comm comm) {
  for (std::size_t at = 0; at < bytes.size(); at += kPiece)
    MPI_Recv(bytes.data() + at, static_cast<int>(std::min(kPiece, bytes.size() - at)), MPI_BYTE,
             from, kBytes, comm, MPI_STATUS_IGNORE);
}

}  // namespace

std::vector<std::byte> Communicator::gather(std::span<std::byte const> mine) const {
  std::vector<std::byte> all(mine.begin(), mine.end());
  if (size() == 1) return all;
  if (!is_root()) {
    std::size_t const n = mine.size();
    MPI_Send(&n, 1, MPI_UNSIGNED_LONG, 0, kSize, impl_->comm);
    send(mine, 0, impl_->comm);
    return {};
  }
  for (int r = 1; r < size(); ++r) {
    std::size_t n = 0;
    MPI_Recv(&n, 1, MPI_UNSIGNED_LONG, r, kSize, impl_->comm, MPI_STATUS_IGNORE);
    all.resize(all.size() + n);
    receive(std::span(all).last(n), r, impl_->comm);
  }
  return all;
}

std::vector<std::byte> Communicator::scatter(std::span<std::byte const> all,
                                             std::size_t my_size) const {
  if (is_root()) {
    std::size_t at = my_size;
    for (int r = 1; r < size(); ++r) {
      std::size_t n = 0;
      MPI_Recv(&n, 1, MPI_UNSIGNED_LONG, r, kSize, impl_->comm, MPI_STATUS_IGNORE);
      send(all.subspan(at, n), r, impl_->comm);
      at += n;
    }
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(my_size)};
  }
  MPI_Send(&my_size, 1, MPI_UNSIGNED_LONG, 0, kSize, impl_->comm);
  std::vector<std::byte> mine(my_size);
  receive(mine, 0, impl_->comm);
  return mine;
}

std::vector<std::int64_t> Communicator::sum(std::vector<std::int64_t> mine) const {
  if (size() > 1)
    MPI_Allreduce(MPI_IN_PLACE, mine.data(), static_cast<int>(mine.size()), MPI_INT64_T, MPI_SUM,
                  impl_->comm);
  return mine;
}

struct RingExchange::Impl {
  std::array<MPI_Request, 4> requests;
};

RingExchange::RingExchange(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RingExchange::RingExchange(RingExchange&&) noexcept = default;
RingExchange::~RingExchange() { finish(); }

void RingExchange::progress() {
  int done = 0;
  if (impl_) MPI_Testall(4, impl_->requests.data(), &done, MPI_STATUSES_IGNORE);
}

void RingExchange::finish() {
  if (impl_) MPI_Waitall(4, impl_->requests.data(), MPI_STATUSES_IGNORE);
}

RingExchange Communicator::exchange(std::span<std::byte const> to_before,
                                    std::span<std::byte const> to_behind,
                                    std::span<std::byte> from_before,
                                    std::span<std::byte> from_behind) const {
  if (size() == 1) {
    std::ranges::copy(to_before, from_behind.begin());
    std::ranges::copy(to_behind, from_before.begin());
    return RingExchange(nullptr);
  }
  int const before = (rank() + size() - 1) % size(), behind = (rank() + 1) % size();
  auto under_way = std::make_unique<RingExchange::Impl>();
  auto& [hear_before, hear_behind, tell_before, tell_behind] = under_way->requests;
  auto const listen = [&](std::span<std::byte> bytes, int from, Tag tag, MPI_Request& request) {
    MPI_Irecv(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, from, tag, impl_->comm,
              &request);
  };
  auto const tell = [&](std::span<std::byte const> bytes, int to, Tag tag, MPI_Request& request) {
    MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, tag, impl_->comm,
              &request);
    ++impl_->exchanged.messages;
    impl_->exchanged.bytes += static_cast<std::int64_t>(bytes.size());
  };
  listen(from_before, before, kBehind, hear_before);
  listen(from_behind, behind, kBefore, hear_behind);
  tell(to_before, before, kBefore, tell_before);
  tell(to_behind, behind, kBehind, tell_behind);
  return RingExchange(std::move(under_way));
}

Traffic Communicator::exchanged() const { return impl_->exchanged; }

std::string Communicator::broadcast(std::string const& root_value) const {
  if (size() == 1) return root_value;
  std::size_t n = root_value.size();
  MPI_Bcast(&n, 1, MPI_UNSIGNED_LONG, 0, impl_->comm);
  std::string value = is_root() ? root_value : std::string(n, '\0');
  for (std::size_t at = 0; at < n; at += kPiece)
    MPI_Bcast(value.data() + at, static_cast<int>(std::min(kPiece, n - at)), MPI_CHAR, 0,
              impl_->comm);
  return value;
}

double Communicator::broadcast(double root_value) const {
  if (size() > 1) MPI_Bcast(&root_value, 1, MPI_DOUBLE, 0, impl_->comm);
  return root_value;
}

std::string Communicator::on_root(std::function<std::string()> const& work) const {
  if (size() == 1) return work();
  // The first letter says how it went: v a value, c a ConfigError, s a StorageError, e another
  // fault.
  std::string outcome;
  if (is_root()) {
    try {
      outcome = "v" + work();
    } catch (ConfigError const& e) {
      outcome = std::string("c") + e.what();
    } catch (StorageError const& e) {
      outcome = std::string("s") + e.what();
    } catch (std::exception const& e) {
      outcome = std::string("e") + e.what();
    }
  }
  outcome = broadcast(outcome);
  std::string const rest = outcome.substr(1);
  if (outcome[0] == 'c') throw ConfigError(rest);
  if (outcome[0] == 's') throw StorageError(rest);
  if (outcome[0] == 'e') throw std::runtime_error(rest);
  return rest;
}

void Communicator::on_every(std::function<void()> const& work) const {
  std::string failure;
  try {
    work();
  } catch (StorageError const& e) {
    failure = std::string(e.what()) + "\n";
  }
  std::vector<std::byte> const all = gather(std::as_bytes(std::span(failure)));
  std::string const failures(reinterpret_cast<char const*>(all.data()), all.size());
  on_root([&] {
    if (!failures.empty()) throw StorageError(failures.substr(0, failures.find('\n')));
    return std::string();
  });
}

bool Communicator::any(bool mine) const {
  int flag = mine;
  if (size() > 1) MPI_Allreduce(MPI_IN_PLACE, &flag, 1, MPI_INT, MPI_LOR, impl_->comm);
  return flag != 0;
}

void const* Communicator::handle() const {
  return impl_->comm == MPI_COMM_NULL ? nullptr : &impl_->comm;
}

void Communicator::abort(int status) const {
  if (impl_->comm != MPI_COMM_NULL) MPI_Abort(impl_->comm, status);
  std::exit(status);
}

Session::Session(int& argc, char**& argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
}
Session::~Session() { MPI_Finalize(); }

}  // namespace lnz
