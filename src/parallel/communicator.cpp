#include "lnz/communicator.hpp"

#include "lnz/error.hpp"

#define OMPI_SKIP_MPICXX 1  // the C interface only: the C++ one was removed in MPI-3
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <stdexcept>

namespace lnz {

struct Communicator::Impl {
  MPI_Comm comm = MPI_COMM_NULL;
  int rank = 0;
  int size = 1;
};

Communicator Communicator::self() { return Communicator(std::make_shared<Impl>()); }

Communicator Communicator::world() {
  Impl impl{MPI_COMM_WORLD, 0, 1};
  MPI_Comm_rank(impl.comm, &impl.rank);
  MPI_Comm_size(impl.comm, &impl.size);
  return Communicator(std::make_shared<Impl>(impl));
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

std::vector<std::byte> Communicator::gather(std::span<std::byte const> mine) const {
  std::vector<std::byte> all(mine.begin(), mine.end());
  if (size() == 1) return all;
  // One message a rank, in pieces that fit MPI's int counts.
  std::size_t const piece = INT_MAX / 2;
  if (!is_root()) {
    std::size_t const n = mine.size();
    MPI_Send(&n, 1, MPI_UNSIGNED_LONG, 0, 1, impl_->comm);
    for (std::size_t at = 0; at < n; at += piece)
      MPI_Send(mine.data() + at, static_cast<int>(std::min(piece, n - at)), MPI_BYTE, 0, 2,
               impl_->comm);
    return {};
  }
  for (int r = 1; r < size(); ++r) {
    std::size_t n = 0;
    MPI_Recv(&n, 1, MPI_UNSIGNED_LONG, r, 1, impl_->comm, MPI_STATUS_IGNORE);
    std::size_t const start = all.size();
    all.resize(start + n);
    for (std::size_t at = 0; at < n; at += piece)
      MPI_Recv(all.data() + start + at, static_cast<int>(std::min(piece, n - at)), MPI_BYTE, r, 2,
               impl_->comm, MPI_STATUS_IGNORE);
  }
  return all;
}

std::string Communicator::broadcast(std::string const& root_value) const {
  if (size() == 1) return root_value;
  std::size_t n = root_value.size();
  MPI_Bcast(&n, 1, MPI_UNSIGNED_LONG, 0, impl_->comm);
  std::string value = is_root() ? root_value : std::string(n, '\0');
  std::size_t const piece = INT_MAX / 2;
  for (std::size_t at = 0; at < n; at += piece)
    MPI_Bcast(value.data() + at, static_cast<int>(std::min(piece, n - at)), MPI_CHAR, 0,
              impl_->comm);
  return value;
}

double Communicator::broadcast(double root_value) const {
  if (size() > 1) MPI_Bcast(&root_value, 1, MPI_DOUBLE, 0, impl_->comm);
  return root_value;
}

std::string Communicator::on_root(std::function<std::string()> const& work) const {
  if (size() == 1) return work();
  // The first letter says how it went: v a value, c a ConfigError, e any other fault.
  std::string outcome;
  if (is_root()) {
    try {
      outcome = "v" + work();
    } catch (ConfigError const& e) {
      outcome = std::string("c") + e.what();
    } catch (std::exception const& e) {
      outcome = std::string("e") + e.what();
    }
  }
  outcome = broadcast(outcome);
  std::string const rest = outcome.substr(1);
  if (outcome[0] == 'c') throw ConfigError(rest);
  if (outcome[0] == 'e') throw std::runtime_error(rest);
  return rest;
}

bool Communicator::any(bool mine) const {
  int flag = mine;
  if (size() > 1) MPI_Allreduce(MPI_IN_PLACE, &flag, 1, MPI_INT, MPI_LOR, impl_->comm);
  return flag != 0;
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
