#include "io/julia_rbm_file.hpp"

#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace lnz {
namespace {

constexpr char const *kHeader = "rbm_hdf5_file_format_version", *kVersion = "1.0.0";

[[noreturn]] void refuse(Record const& file, std::string const& what, std::string const& why,
                         std::string const& advice) {
  throw ConfigError(fmt::format("{}: {} ({}); {}", file.source, what, why, advice));
}

struct Layer {
  std::string type;                  ///< as `visible` and `hidden` of a model file name it
  std::vector<std::size_t> shape;    ///< in the file, where Julia's first index is the last
  std::vector<double> theta, gamma;  ///< [units]; gamma of Gaussian ones

  std::size_t units() const { return theta.size(); }
};

Layer layer(Record const& file, std::string const& side) {
  static std::map<std::string, std::string> const types = {
      {"Binary", "bernoulli"}, {"Spin", "spin"}, {"Potts", "potts"}, {"Gaussian", "gaussian"}};
  std::string const name = file.text("@" + side + "_type");
  auto const type = types.find(name);
  if (type == types.end() || (side == "hidden" && name == "Potts"))
    refuse(file, fmt::format("{}_type = {}", side, in_quotes(name)),
           "layers are Binary, Spin and Gaussian, visible ones also Potts", "train it with these");
  std::string const key = side + "_par";
  std::size_t const parameters = name == "Gaussian" ? 2 : 1;
  std::vector<double> const values = file.reals(key);
  Layer layer{type->second, file.shape(key), {}, {}};
  if (layer.shape.size() < 2 || layer.shape.back() != parameters || values.empty())
    refuse(file, key + " does not fit its layer",
           fmt::format("its first axis in Julia is {} parameters", parameters), "save it again");
  layer.shape.pop_back();
  for (std::size_t i = 0; i < values.size(); i += parameters) {
    layer.theta.push_back(values[i]);
    if (parameters == 2) layer.gamma.push_back(std::abs(values[i + 1]));
  }
  return layer;
}

/// W [nv, nh] of weights whose axes in the file are the hidden layer's, then the visible one's.
std::vector<double> weights(Record const& file, Layer const& v, Layer const& h) {
  std::vector<double> const w = file.reals("weights");
  std::vector<std::size_t> shape = h.shape;
  shape.insert(shape.end(), v.shape.begin(), v.shape.end());
  if (file.shape("weights") != shape)
    refuse(file, "weights do not fit the layers", "they are visible x hidden", "save it again");
  std::vector<double> W(w.size());
  for (std::size_t i = 0; i < v.units(); ++i)
    for (std::size_t j = 0; j < h.units(); ++j) W[i * h.units() + j] = w[j * v.units() + i];
  return W;
}

/// An offset or scale of every unit of a layer.
std::vector<double> of_units(Record const& file, std::string const& key, Layer const& layer) {
  if (file.shape(key) != layer.shape)
    refuse(file, key + " does not fit its layer", "it has a number for every unit",
           "save it again");
  return file.reals(key);
}

struct Machine {
  Layer v, h;
  std::vector<double> W;
  double energy_offset = 0;
};

void multiply_out_scales(Record const& file, Machine& m) {
  std::vector<double> const s_v = of_units(file, "scale_v", m.v),
                            s_h = of_units(file, "scale_h", m.h);
  for (std::size_t i = 0; i < m.v.units(); ++i)
    for (std::size_t j = 0; j < m.h.units(); ++j) m.W[i * m.h.units() + j] /= s_v[i] * s_h[j];
}

/// -(v - o_v)' W (h - o_h) = -v'Wh + v.(W o_h) + h.(W' o_v) - o_v' W o_h.
void multiply_out_offsets(Record const& file, Machine& m) {
  std::vector<double> const o_v = of_units(file, "offset_v", m.v),
                            o_h = of_units(file, "offset_h", m.h);
  for (std::size_t i = 0; i < m.v.units(); ++i)
    for (std::size_t j = 0; j < m.h.units(); ++j) {
      double const w = m.W[i * m.h.units() + j];
      m.v.theta[i] -= w * o_h[j];
      m.h.theta[j] -= w * o_v[i];
      m.energy_offset -= o_v[i] * w * o_h[j];
    }
}

/// gamma v^2 / 2 - theta v = (v - b)^2 / (2 sigma^2) - theta^2 / (2 gamma), with b = theta / gamma,
/// sigma^2 = 1 / gamma, and v'Wh = (v / sigma^2)' (W / gamma) h. Returns sigma.
std::vector<double> to_sigma(Record const& file, Machine& m) {
  std::vector<double> sigma;
  for (std::size_t i = 0; i < m.v.units(); ++i) {
    double const gamma = m.v.gamma[i];
    if (!(gamma > 0))
      refuse(file, "a Gaussian unit has gamma = 0", "it has no scale", "retrain it");
    m.energy_offset -= m.v.theta[i] * m.v.theta[i] / (2 * gamma);
    m.v.theta[i] /= gamma;
    for (std::size_t j = 0; j < m.h.units(); ++j) m.W[i * m.h.units() + j] /= gamma;
    sigma.push_back(1 / std::sqrt(gamma));
  }
  return sigma;
}

Machine machine_of(Record const& file) {
  Machine m{layer(file, "visible"), layer(file, "hidden"), {}};
  m.W = weights(file, m.v, m.h);
  if (std::ranges::any_of(m.h.gamma, [](double gamma) { return gamma != 1; }))
    refuse(file, "hidden Gaussian units with gamma other than 1",
           "those of an rbm have variance 1 here",
           "divide the weights and theta of each by sqrt(gamma)");
  std::string const type = file.text("@rbm_type");
  if (type != "RBM" && type != "CenteredRBM" && type != "StandardizedRBM")
    refuse(file, "rbm_type = " + in_quotes(type), "RBM, CenteredRBM and StandardizedRBM are read",
           "save it as one of these");
  if (type == "StandardizedRBM") multiply_out_scales(file, m);
  if (type != "RBM") multiply_out_offsets(file, m);
  return m;
}

}  // namespace

bool looks_like_julia_rbm(std::vector<std::string> const& datasets) {
  return std::ranges::find(datasets, kHeader) != datasets.end();
}

std::vector<std::string> julia_rbm_datasets(std::vector<std::string> const& datasets) {
  static std::vector<std::string> const known = {
      kHeader,       "rbm_type", "weights",  "visible_par", "hidden_par", "visible_type",
      "hidden_type", "offset_v", "offset_h", "scale_v",     "scale_h"};
  std::vector<std::string> names;
  std::ranges::copy_if(datasets, std::back_inserter(names), [](std::string const& name) {
    return std::ranges::find(known, name) != known.end();
  });
  return names;
}

Record model_of_julia_rbm(Record const& file) {
  if (std::string const version = file.text(std::string("@") + kHeader); version != kVersion)
    refuse(file, std::string(kHeader) + " = " + in_quotes(version),
           fmt::format("only {} is known", kVersion), "save it with a package of that");
  Machine m = machine_of(file);
  Record model;
  model.source = file.source;
  model.attributes["@kind"] = std::string("rbm");
  model.attributes["@visible"] = m.v.type;
  if (m.h.type != "bernoulli") model.attributes["@hidden"] = m.h.type;
  if (m.v.type == "gaussian") model.set("sigma", to_sigma(file, m));
  std::vector<std::size_t> units{m.v.units()};
  if (m.v.type == "potts") {
    std::size_t const states = m.v.shape.back();
    units = {m.v.units() / std::max<std::size_t>(states, 1), states};
  }
  model.set("b", units, m.v.theta);
  model.set("c", m.h.theta);
  units.push_back(m.h.units());
  model.set("W", units, m.W);
  for (auto const& [name, array] : model.arrays)
    if (!std::ranges::all_of(model.reals(name), [](double x) { return std::isfinite(x); }))
      refuse(file, "its numbers are not all finite", "a model's are", "correct it");
  if (!std::isfinite(m.energy_offset))
    refuse(file, "its energies differ by an infinite constant", "a model's are finite",
           "correct it");
  if (m.energy_offset != 0) model.attributes["@energy_offset"] = m.energy_offset;
  return model;
}

}  // namespace lnz
