#include "app/settled.hpp"

#include "app/segments.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <climits>

namespace lnz {
namespace {

/// A JSON object that an attribute holds.
nlohmann::json object_of(Record const& run, std::string const& key) {
  nlohmann::json const found = nlohmann::json::parse(run.text(key), nullptr, false);
  if (!found.is_object())
    throw ConfigError(run.source + ": attribute '" + key +
                      "' is no JSON object (the file is damaged); use --restart");
  return found;
}

Settled settled_of(Record const& run) {
  Settled settled;
  nlohmann::json const stored = object_of(run, "@settled");
  for (auto const& [name, value] : stored.items())
    if (value.is_number_integer()) settled[name] = value;
  return settled;
}

std::string or_nothing(std::string const& value) { return value.empty() ? "nothing" : value; }

/// What was given of every deciding option.
std::map<std::string, std::string> config_of(Record const& run) {
  std::map<std::string, std::string> config;
  nlohmann::json const stored = object_of(run, "@config");
  for (auto const& [option, value] : stored.items()) {
    if (!value.is_string())
      throw ConfigError(run.source +
                        ": attribute 'config' holds other than texts (the file is "
                        "damaged); use --restart");
    config[option] = value.get<std::string>();
  }
  return config;
}

std::string text_of(Record const& run, std::string const& option) {
  return or_nothing(config_of(run)[option]);
}

/// More of it was asked for than there is, or as much.
bool may_stand_for(Record const& old, std::string const& option, std::string const& now) {
  if (now == "auto") return false;
  if (!old.has("@settled"))
    throw ConfigError(fmt::format(
        "{} was made with {} = {} (now {}) by an lnz that kept nothing to go on from; use the "
        "same, another --output, or --restart",
        old.source, option, text_of(old, option), now));
  Settled const settled = settled_of(old);
  auto const was = settled.find(option);
  if (was == settled.end()) return false;
  if (std::stoll(now) < was->second)
    throw ConfigError(
        fmt::format("{} was made with {} = {} (now {}, and a run can be raised, not lowered); give "
                    "{} or more, another --output, or --restart",
                    old.source, option, was->second, now, was->second));
  return true;
}

}  // namespace

void put_settled(Record& run, Settled const& settled) {
  run.attributes["@settled"] = nlohmann::json(settled).dump();
}

Settled shared_settled(Record const& run, Settled const& fresh, Communicator const& comm) {
  Settled const stored = nlohmann::json::parse(comm.on_root([&] {
    Settled const settled = settled_of(run);
    for (auto const& [name, value] : fresh) {
      auto const found = settled.find(name);
      if (found == settled.end() || found->second < (value > 0 ? 1 : 0) || found->second > INT_MAX)
        throw ConfigError(run.source + ": attribute '@settled' lacks a number for '" + name +
                          "' (the file is damaged); use --restart");
    }
    return nlohmann::json(settled).dump();
  }));
  return stored;
}

void refuse_other_settings(Record const& old, Record const& fresh,
                           std::vector<std::string> const& raisable) {
  std::map<std::string, std::string> const was = config_of(old);
  for (auto const& [option, value] : config_of(fresh)) {
    // An option that is younger than the run was not given to it.
    if ((was.contains(option) ? was.at(option) : "") == value) continue;
    bool const may_rise = std::ranges::find(raisable, option) != raisable.end();
    if (may_rise && may_stand_for(old, option, value)) continue;
    throw ConfigError(fmt::format(
        "{} was made with {} = {} (now {}); use the same, another --output, or --restart",
        old.source, option, text_of(old, option), text_of(fresh, option)));
  }
}

bool is_raised(Record const& old, Record const& fresh, std::vector<std::string> const& raisable) {
  return std::ranges::any_of(raisable, [&](std::string const& option) {
    std::string const now = text_of(fresh, option);
    return now != text_of(old, option) && std::stoll(now) > settled_of(old).at(option);
  });
}

void raise(Record& run, Record const& fresh, std::vector<std::string> const& raisable) {
  Settled settled = settled_of(run);
  for (std::string const& option : raisable) {
    if (!is_raised(run, fresh, {option})) continue;
    std::int64_t const now = std::stoll(text_of(fresh, option));
    settled.at(option) = now;
    if (option != "rungs") continue;
    begin_segment(run, static_cast<int>(now));
    if (settled.at("segments")++ == 0) settled.at("burn-in") -= settled.at("burn-in") / 2;
  }
  put_settled(run, settled);
  run.attributes["@config"] = fresh.attributes.at("@config");
  run.attributes["@status"] = std::string("running");
  auto const of_answer = [](auto const& entry) {
    return entry.first.starts_with("estimates/") || entry.first.starts_with("result@");
  };
  std::erase_if(run.arrays, of_answer);
  std::erase_if(run.attributes, of_answer);
}

}  // namespace lnz
