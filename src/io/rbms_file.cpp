#include "io/rbms_file.hpp"

#include "io/named_arrays.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace lnz {
namespace {

constexpr std::string_view kUpdate = "update_";
constexpr std::array<char const*, 3> kArrays{"weight_matrix", "vbias", "hbias"};

/// N of "update_N/..."
std::optional<std::uint64_t> update_of(std::string_view dataset) {
  std::size_t const slash = dataset.find('/');
  if (!dataset.starts_with(kUpdate) || slash == std::string_view::npos) return {};
  return as_count(dataset.substr(kUpdate.size(), slash - kUpdate.size()));
}

std::set<std::uint64_t> updates_of(std::vector<std::string> const& datasets) {
  std::set<std::uint64_t> updates;
  for (std::string const& name : datasets)
    if (auto const update = update_of(name); update && name.ends_with("/weight_matrix"))
      updates.insert(*update);
  return updates;
}

/// "1, 5, 10, ..., 9000"
std::string shown(std::set<std::uint64_t> const& updates) {
  constexpr std::size_t kMost = 12;
  if (updates.size() <= kMost) return fmt::format("{}", fmt::join(updates, ", "));
  std::vector<std::uint64_t> const first(updates.begin(), std::next(updates.begin(), kMost - 1));
  return fmt::format("{}, ..., {}", fmt::join(first, ", "), *updates.rbegin());
}

/// A Potts machine's arrays have their right names and fit; the weights are [nv, q, nh].
Record potts_model(Record const& file) {
  Record model;
  model.source = file.source;
  model.attributes["@kind"] = std::string("rbm");
  model.attributes["@visible"] = std::string("potts");
  std::vector<double> W = file.reals("weight_matrix", 3), b = file.reals("vbias", 2),
                      c = file.reals("hbias", 1);
  std::vector<std::size_t> const& shape = file.shape("weight_matrix");
  if (file.shape("vbias") != std::vector{shape[0], shape[1]} || c.size() != shape[2])
    throw ConfigError(fmt::format(
        "{}: weight_matrix is {}, vbias {}, hbias {} (visible x states x hidden, visible x states, "
        "hidden); correct it",
        file.source, fmt::join(shape, " x "), fmt::join(file.shape("vbias"), " x "), c.size()));
  model.set("W", shape, std::move(W));
  model.set("b", file.shape("vbias"), std::move(b));
  model.set("c", std::move(c));
  return model;
}

}  // namespace

bool looks_like_rbms(std::vector<std::string> const& datasets) {
  return !updates_of(datasets).empty();
}

std::vector<std::string> rbms_datasets(std::vector<std::string> const& datasets,
                                       std::optional<std::int64_t> update,
                                       std::string const& what) {
  std::set<std::uint64_t> const updates = updates_of(datasets);
  std::uint64_t const chosen = update ? static_cast<std::uint64_t>(*update) : *updates.rbegin();
  if (!updates.contains(chosen))
    throw ConfigError(fmt::format("{} has no update {} (it has: {}); name one of these", what,
                                  chosen, shown(updates)));
  auto const has = [&](std::string const& name) {
    return std::ranges::find(datasets, name) != datasets.end();
  };
  // Before there were folders of parameters they lay in the update itself.
  std::string folder = fmt::format("{}{}/params/", kUpdate, chosen);
  if (!has(folder + kArrays[0])) folder = fmt::format("{}{}/", kUpdate, chosen);
  std::vector<std::string> names;
  for (std::string const array : kArrays)
    if (has(folder + array)) names.push_back(folder + array);
  if (has("model_type")) names.push_back("model_type");
  return names;
}

Record model_of_rbms(Record const& file) {
  Record update;
  update.source = file.source;
  for (auto const& [path, array] : file.arrays)
    update.arrays[path.substr(path.rfind('/') + 1)] = array;
  std::string const type = file.has("@model_type") ? file.text("@model_type") : "BBRBM";
  if (type == "PBRBM") return potts_model(update);
  if (type != "BBRBM" && type != "IIRBM")
    throw ConfigError(
        fmt::format("{}: model_type = {} (of rbms' machines BBRBM, IIRBM and PBRBM are read); save "
                    "W, b, c of a "
                    "machine that is one of these as .npz",
                    file.source, in_quotes(type)));
  Record model = model_of_arrays(update);
  if (type == "IIRBM") {
    model.attributes["@visible"] = std::string("spin");
    model.attributes["@hidden"] = std::string("spin");
  }
  return model;
}

}  // namespace lnz
