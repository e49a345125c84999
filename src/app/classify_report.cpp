#include "app/classify_report.hpp"

#include "app/json_text.hpp"
#include "app/report.hpp"
#include "io/data_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace lnz {
namespace {

constexpr double kUndecided = 2;   ///< standard errors that a lead has to exceed
constexpr std::size_t kShown = 5;  ///< examples named of those that are least likely

std::size_t examples(Classified const& all) { return all.classes[0].log_p.size(); }

double mean_log_p(ClassValues const& values) {
  double sum = 0;
  for (double const v : values.log_p) sum += v;
  return sum / static_cast<double>(values.log_p.size());
}

double mean_error(Classified const& all, std::size_t k) {
  return std::hypot(all.classes[k].log_z_error, all.said[k].values.mean_std_error);
}

std::size_t undecided(Classification const& found) {
  std::size_t count = 0;
  for (std::size_t r = 0; r < found.lead.size(); ++r)
    count += found.lead[r] <= kUndecided * found.lead_std_error[r];
  return count;
}

/// Examples by the class of their label and the chosen one; those of other labels are left out.
struct Confusion {
  std::vector<std::vector<std::size_t>> counts;  ///< [label's, chosen]
  std::size_t right = 0, all = 0;
};

Confusion confusion(Classified const& all) {
  std::size_t const k = all.models.size();
  Confusion out{.counts = std::vector(k, std::vector<std::size_t>(k))};
  for (std::size_t r = 0; r < all.labels.size(); ++r) {
    auto const at = std::ranges::find(all.class_labels, all.labels[r]);
    if (at == all.class_labels.end()) continue;
    auto const label = static_cast<std::size_t>(at - all.class_labels.begin());
    ++out.counts[label][all.found.chosen[r]];
    ++out.all;
    out.right += label == all.found.chosen[r];
  }
  return out;
}

std::vector<std::int64_t> chosen_labels(Classified const& all) {
  std::vector<std::int64_t> labels;
  for (std::size_t const k : all.found.chosen) labels.push_back(all.class_labels[k]);
  return labels;
}

nlohmann::ordered_json json_of(Classified const& all, Options const& options) {
  nlohmann::ordered_json models;
  for (std::size_t k = 0; k < all.models.size(); ++k) {
    auto const& log_z = all.said[k].log_z;
    nlohmann::ordered_json model{{"model", all.models[k]},
                                 {"class", all.class_labels[k]},
                                 {"log_prior", all.classes[k].log_prior},
                                 {"likelihood_method", all.said[k].method.name},
                                 {"bound", name(all.said[k].method.bound)},
                                 {"ln_z", nullptr},
                                 {"ln_z_std_error", all.classes[k].log_z_error},
                                 {"mean_log_likelihood", mean_log_p(all.classes[k])},
                                 {"mean_log_likelihood_std_error", mean_error(all, k)}};
    if (log_z) model["ln_z"] = log_z->log_z;
    if (!all.found.chosen.empty()) model["chosen"] = std::ranges::count(all.found.chosen, k);
    models.push_back(model);
  }
  nlohmann::ordered_json out{{"command", "classify"},
                             {"data", options.text("data")},
                             {"examples", examples(all)},
                             {"models", models}};
  if (!all.found.chosen.empty()) out["undecided"] = undecided(all.found);
  if (!all.labels.empty()) {
    Confusion const table = confusion(all);
    Proportion const right = proportion(table.right, table.all);
    out["accuracy"] = {{"value", right.value},
                       {"std_error", right.std_error},
                       {"ci95", right.ci95},
                       {"examples", table.all}};
    out["confusion"] = table.counts;
  }
  out["verdict"] = name(all.answer.verdict);
  out["reasons"] = all.answer.reasons;
  out["wall_seconds"] = wall_seconds();
  out["output"] = options.has("output") ? options.text("output") : "";
  return out;
}

void print_confusion(Classified const& all) {
  Confusion const table = confusion(all);
  Proportion const right = proportion(table.right, table.all);
  fmt::print("{:>8}  {:>8}\n", "label", fmt::join(all.class_labels, "  "));
  for (std::size_t k = 0; k < table.counts.size(); ++k)
    fmt::print("{:>8}  {:>8}\n", all.class_labels[k], fmt::join(table.counts[k], "  "));
  if (table.all < all.labels.size())
    fmt::print("{} examples of other labels are left out\n", all.labels.size() - table.all);
  fmt::print("right: {:.2f}% +- {:.2f}% of {}  (95% [{:.2f}, {:.2f}])\n", 100 * right.value,
             100 * right.std_error, table.all, 100 * right.ci95[0], 100 * right.ci95[1]);
}

void print_least_likely(Classified const& all) {
  std::vector<std::string> rows(std::min(kShown, examples(all)));
  for (std::size_t r = 0; r < examples(all); ++r)
    if (auto const place = static_cast<std::size_t>(all.rank[r]); place < rows.size())
      rows[place] = fmt::format("{} ({:.2f})", r, all.classes[0].log_p[r]);
  fmt::print("least likely rows, from 0 (ln p): {}\n", fmt::join(rows, ", "));
}

}  // namespace

void report_classified(Classified const& all, Options const& options) {
  if (options.flag("json")) {
    fmt::print("{}\n", json_text(json_of(all, options), 2));
    return;
  }
  for (std::string const& reason : all.answer.reasons)
    fmt::print("{}: {}\n", name(all.answer.verdict), reason);
  for (std::size_t k = 0; k < all.models.size(); ++k) {
    double const error = mean_error(all, k);
    int const digits = error > 0 ? decimals(error) + 1 : 5;
    if (all.models.size() > 1) fmt::print("{}: ", all.class_labels[k]);
    fmt::print("{}, mean ln p(v) {} {:.{}f} +- {:.{}f}", all.models[k],
               all.said[k].method.bound == Bound::exact ? "=" : ">=", mean_log_p(all.classes[k]),
               digits, error, digits - 1);
    if (!all.found.chosen.empty())
      fmt::print("; chosen for {}", std::ranges::count(all.found.chosen, k));
    fmt::print("\n");
  }
  if (!all.labels.empty()) print_confusion(all);
  if (all.rank.empty())
    fmt::print("{} examples lead by less than {:g} standard errors of the difference\n",
               undecided(all.found), kUndecided);
  else
    print_least_likely(all);
  fmt::print("{} examples of {} under {} model{}; {:.1f} s; verdict {}\n", examples(all),
             options.text("data"), all.models.size(), all.models.size() == 1 ? "" : "s",
             wall_seconds(), name(all.answer.verdict));
}

Record record_of(Classified const& all, Options const& options, DataSet const& data) {
  std::size_t const n = examples(all), k = all.models.size();
  Record out;
  out.attributes = {{"@command", std::string("classify")},
                    {"@models", fmt::format("{}", fmt::join(all.models, "\n"))},
                    {"@data", options.text("data")},
                    {"@data_sha256", data_sha256(data)},
                    {"@beta", options.real("beta", -1e6, 1e6)},
                    {"@seed", options.count("seed", 0)},
                    {"@verdict", std::string(name(all.answer.verdict))},
                    {"@reasons", fmt::format("{}", fmt::join(all.answer.reasons, "\n"))}};
  std::vector<double> log_p, std_error, log_z, log_z_error, log_prior;
  for (std::size_t r = 0; r < n; ++r)
    for (ClassValues const& values : all.classes) {
      log_p.push_back(values.log_p[r]);
      std_error.push_back(values.std_error[r]);
    }
  std::vector<std::string> methods;
  for (std::size_t i = 0; i < k; ++i) {
    auto const& given = all.said[i].log_z;
    log_z.push_back(given ? given->log_z : std::numeric_limits<double>::quiet_NaN());
    log_z_error.push_back(all.classes[i].log_z_error);
    log_prior.push_back(all.classes[i].log_prior);
    methods.push_back(all.said[i].method.name);
  }
  out.attributes["@methods"] = fmt::format("{}", fmt::join(methods, "\n"));
  out.set("log_likelihood", {n, k}, log_p);
  out.set("std_error", {n, k}, std_error);
  out.set("log_z", log_z);
  out.set("log_z_std_error", log_z_error);
  out.set("log_prior", log_prior);
  out.arrays["classes"] = {{k}, all.class_labels};
  if (!all.labels.empty()) out.arrays["label"] = {{n}, all.labels};
  if (!all.rank.empty()) {
    out.arrays["rank"] = {{n}, all.rank};
    return out;
  }
  out.arrays["class"] = {{n}, chosen_labels(all)};
  out.set("lead", all.found.lead);
  out.set("lead_std_error", all.found.lead_std_error);
  return out;
}

}  // namespace lnz
