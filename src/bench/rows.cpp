#include "bench/row.hpp"

namespace lnz {

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (auto const& group :
       {rbm_rows(), product_rows(), unit_rows(), lattice_rows(), random_rows(), limit_rows()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace lnz
