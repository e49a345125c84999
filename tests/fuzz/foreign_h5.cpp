#include "fuzz/mutated_record.hpp"
#include "fuzz/target.hpp"
#include "io/julia_rbm_file.hpp"
#include "io/named_arrays.hpp"
#include "io/rbms_file.hpp"

namespace {

using namespace lnz;

Array numbers(std::vector<std::size_t> const& shape) {
  Array array{shape, {}};
  array.values = std::vector<double>(array.size(), 1);
  return array;
}

Record of_julia(std::string const& type, std::string const& visible, std::size_t parameters) {
  Record file;
  file.attributes = {{"@rbm_hdf5_file_format_version", "1.0.0"},
                     {"@rbm_type", type},
                     {"@visible_type", visible},
                     {"@hidden_type", "Binary"}};
  file.arrays = {{"weights", numbers({3, 2, 2})}, {"visible_par", numbers({2, 2, parameters})},
                 {"hidden_par", numbers({3, 1})}, {"offset_v", numbers({2, 2})},
                 {"offset_h", numbers({3})},      {"scale_v", numbers({2, 2})},
                 {"scale_h", numbers({3})}};
  return file;
}

Record of_rbms(std::string const& type, std::vector<std::size_t> const& visible) {
  std::vector<std::size_t> weights = visible;
  weights.push_back(3);
  Record file;
  file.attributes["@model_type"] = type;
  file.arrays = {{"update_7/params/weight_matrix", numbers(weights)},
                 {"update_7/params/vbias", numbers(visible)},
                 {"update_7/params/hbias", numbers({3})}};
  return file;
}

Record valid(std::size_t which) {
  switch (which % 6) {
    case 0:
      return of_julia("RBM", "Potts", 1);
    case 1:
      return of_julia("StandardizedRBM", "Gaussian", 2);
    case 2:
      return of_julia("CenteredRBM", "Spin", 1);
    case 3:
      return of_rbms("BBRBM", {2});
    case 4:
      return of_rbms("PBRBM", {2, 4});
    default:
      return of_rbms("IIRBM", {2});
  }
}

}  // namespace

/// Changes to what a file of another package holds, once read from HDF5.
int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  fuzz::Bytes in(fuzz::text_of(data, size));
  std::size_t const which = in.number();
  Record file = fuzz::mutated(valid(which), in, {"W", "components_", "J", "h", "energy_offset"});
  file.source = "x";
  fuzz::read_or_refuse([&] { model_of_julia_rbm(file); });
  fuzz::read_or_refuse([&] { model_of_rbms(file); });
  fuzz::read_or_refuse([&] { model_of_arrays(file); });
  return 0;
}
