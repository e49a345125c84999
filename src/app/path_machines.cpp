#include "app/path_machines.hpp"

#include "core/short_form.hpp"
#include "io/model_file.hpp"
#include "lnz/error.hpp"
#include "models/registry.hpp"
#include "training/moment_averages.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>

namespace lnz {
namespace {

constexpr int kMoments = 9;  ///< machines; Grosse, Maddison & Salakhutdinov (2013), sec. 5
constexpr int kMostMoments = 1000;

/// The machines that training kept in a model file, as models of their own; but not the last if it
/// is the model.
std::vector<Record> kept_in(Record const& model) {
  for (std::string const key : {"ladder/W", "ladder/b", "ladder/c"})
    if (!model.has(key))
      throw ConfigError(
          fmt::format("--path = ladder ({} keeps no machines of its training: no array '{}'); make "
                      "the model by lnz train --keep N, or name model files, --path ladder:A,B",
                      model.source, key));
  std::vector<std::size_t> const shape = model.shape("ladder/W");
  std::vector<double> const W = model.reals("ladder/W", 3), b = model.reals("ladder/b", 2),
                            c = model.reals("ladder/c", 2);
  std::size_t const n = shape[0], visible = shape[1], hidden = shape[2];
  if (b.size() != n * visible || c.size() != n * hidden)
    throw ConfigError(model.source +
                      ": arrays of 'ladder' do not match in shape (they are of the same machines); "
                      "give a whole file");
  auto const part = [](std::vector<double> const& all, std::size_t k, std::size_t size) {
    auto const first = all.begin() + static_cast<std::ptrdiff_t>(k * size);
    return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(size));
  };
  std::vector<Record> machines;
  for (std::size_t k = 0; k < n; ++k) {
    Record machine;
    machine.source = fmt::format("{}, machine {}", model.source, k + 1);
    machine.attributes["@kind"] = model.text("@kind");
    machine.set("W", {visible, hidden}, part(W, k, visible * hidden));
    machine.set("b", part(b, k, visible));
    machine.set("c", part(c, k, hidden));
    machines.push_back(std::move(machine));
  }
  auto const same = [&](std::string const& key) {
    return machines.back().reals(key) == model.reals(key);
  };
  if (!machines.empty() && same("W") && same("b") && same("c")) machines.pop_back();
  return machines;
}

std::vector<Record> in_files(std::string const& names) {
  std::vector<Record> machines;
  std::istringstream parts(names);
  for (std::string name; std::getline(parts, name, ',');) machines.push_back(read_model_file(name));
  return machines;
}

int count_of(std::string const& text) {
  int count = 0;
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault != std::errc{} || end != text.data() + text.size() || count < 1 || count > kMostMoments)
    throw ConfigError(
        fmt::format("--path = moments:{} (how many machines, 1 to {}); write "
                    "moments or moments:{}",
                    text, kMostMoments, kMoments));
  return count;
}

std::vector<Record> found(Options const& options, Record const& model) {
  if (!options.has("path")) return {};
  std::string const path = options.text("path"), name = path.substr(0, path.find(':')),
                    rest = path.size() > name.size() ? path.substr(name.size() + 1) : "";
  if (name == "geometric" && path == name) return {};
  if (name != "ladder" && name != "moments")
    throw ConfigError(
        fmt::format("--path = '{}' (known are geometric, ladder, ladder:FILES and moments); did "
                    "you mean '{}'?",
                    path, nearest(name, {"geometric", "ladder", "moments"})));
  auto const visits = kind_of(model).visits_machines;
  if (!visits || !visits(model))
    throw ConfigError(
        fmt::format("--path = {} (paths through other machines are for binary rbms, "
                    "not kind {}); use --path geometric",
                    path, model.text("@kind")));
  if (name == "ladder") return path == name ? kept_in(model) : in_files(rest);
  return moment_averages(model, options.real("beta", -1e6, 1e6),
                         path == name ? kMoments : count_of(rest),
                         static_cast<std::uint64_t>(options.count("seed", 0)));
}

}  // namespace

void put_machines(Record& run, std::vector<Record> const& machines) {
  for (std::size_t k = 0; k < machines.size(); ++k) {
    std::string const group = fmt::format("path/{}", k + 1);
    run.attributes[group + "@kind"] = machines[k].text("@kind");
    for (std::string const key : {"W", "b", "c"})
      run.arrays[group + "/" + key] = machines[k].arrays.at(key);
  }
}

std::vector<Record> machines_of(Record const& run) {
  std::vector<Record> machines;
  for (std::size_t k = 1; run.has(fmt::format("path/{}@kind", k)); ++k) {
    std::string const group = fmt::format("path/{}", k);
    Record machine;
    machine.source = run.source + ", " + group;
    machine.attributes["@kind"] = run.text(group + "@kind");
    for (std::string const key : {"W", "b", "c"})
      if (run.has(group + "/" + key)) machine.arrays[key] = run.arrays.at(group + "/" + key);
    machines.push_back(std::move(machine));
  }
  return machines;
}

std::vector<Record> path_machines(Options const& options, Record const& model,
                                  Communicator const& world) {
  Record all;
  auto const bytes = world.on_root([&] {
    put_machines(all, found(options, model));
    return to_bytes(all);
  });
  Record const shared = from_bytes(bytes);
  return machines_of(shared);
}

}  // namespace lnz
