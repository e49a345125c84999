#include "core/memory.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"
#include "models/spins/lattice_parameters.hpp"

#include <cctype>
#include <utility>

namespace lnz {
namespace {

constexpr double kCopies = 3;  ///< of J and h: in the record, at beta, as the kernels take them

/// 0 or 1 an axis from `open`, `periodic`, or one letter o or p an axis.
std::vector<std::int64_t> boundary(ShortForm const& form) {
  std::size_t const axes = form.sizes.size();
  std::string const text = form.text_of("boundary", "periodic");
  if (text == "periodic") return std::vector<std::int64_t>(axes, 1);
  if (text == "open") return std::vector<std::int64_t>(axes, 0);
  if (text.size() != axes || text.find_first_not_of("op") != std::string::npos)
    throw ConfigError(
        "model " + form.text + ": boundary = '" + text + "' (for " + std::to_string(axes) +
        " axes it is open, periodic or one letter o or p an axis); write one of these");
  std::vector<std::int64_t> periodic;
  for (char const letter : text) periodic.push_back(letter == 'p');
  return periodic;
}

/// One draw for every bond, in (axis, site) order.
template <class Draw>
std::vector<double> random_couplings(LatticeParameters const& lattice, Draw const& draw) {
  std::vector<double> J(lattice.axes() * lattice.sites());
  for (std::size_t axis = 0; axis < lattice.axes(); ++axis)
    for (std::size_t site = 0; site < lattice.sites(); ++site)
      if (lattice.has_bond(axis, site)) J[axis * lattice.sites() + site] = draw();
  return J;
}

}  // namespace

Record generate_lattice(ShortForm const& form) {
  form.allow({"J", "h", "seed", "boundary"});
  Record model;
  model.source = form.text;
  model.attributes["@kind"] = std::string("ising");
  model.attributes["@shape"] = std::vector<std::int64_t>(form.sizes.begin(), form.sizes.end());
  model.attributes["@periodic"] = boundary(form);
  model.attributes["@coupling"] = 1.0;
  LatticeParameters const lattice = lattice_parameters(model);

  std::string const kind = form.text_of("J", "1");
  Stream random(form.count("seed", 0), Purpose::couplings, 0, 0);
  bool const is_random = kind == "pm1" || kind == "gauss", has_field = form.number("h", 0) != 0;
  require_memory(kCopies * sizeof(double) * static_cast<double>(lattice.sites()) *
                     static_cast<double>(lattice.axes() * is_random + has_field),
                 "model " + form.text, "make it smaller, or J one number and h = 0");
  std::vector<std::size_t> shape = lattice.shape;
  shape.insert(shape.begin(), lattice.axes());
  if (kind == "pm1") {
    model.set("J", shape,
              random_couplings(lattice, [&] { return random.bits() >> 31 ? 1.0 : -1.0; }));
  } else if (kind == "gauss") {
    model.set("J", shape, random_couplings(lattice, [&] { return random.normal(); }));
  } else if (!kind.empty() && std::isalpha(static_cast<unsigned char>(kind.front()))) {
    throw ConfigError("model " + form.text + ": J = '" + kind +
                      "' (couplings are pm1, gauss or a number); write one of these");
  } else {
    model.attributes["@coupling"] = form.number("J", 1);
  }
  if (model.has("J")) model.attributes.erase("@coupling");
  if (double const field = form.number("h", 0); field != 0)
    model.set("h", lattice.shape, std::vector<double>(lattice.sites(), field));
  return model;
}

}  // namespace lnz
