#include "io/edge_list.hpp"

#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lnz {
namespace {

constexpr std::uint64_t kMostSites = std::numeric_limits<std::int32_t>::max();

struct Header {
  std::uint64_t sites, edges;
};

Header parse_header(TextLine const& line) {
  auto const sites = as_count(line.words[0]), edges = as_count(line.words[1]);
  if (!sites || !edges || *sites == 0 || *sites > kMostSites)
    throw ConfigError(
        fmt::format("{} has {} {} (a header is the numbers of sites and edges, at most {} "
                    "sites); correct it",
                    line.where, in_quotes(line.words[0]), in_quotes(line.words[1]), kMostSites));
  return {*sites, *edges};
}

std::int32_t parse_site(TextLine const& line, std::string_view word, std::uint64_t first,
                        std::uint64_t sites) {
  auto const site = as_count(word);
  if (!site || *site < first || *site - first >= sites)
    throw ConfigError(fmt::format("{} has site {} (sites are {} to {}); correct it", line.where,
                                  in_quotes(word), first, first + sites - 1));
  return static_cast<std::int32_t>(*site - first);
}

/// Its bonds, two sites each.
std::vector<std::int64_t> bonds_alone(Record const& model) {
  auto const refuse = [&](std::string const& why, std::string const& instead) {
    throw ConfigError(fmt::format("{} is no list of bonds ({}); {}", model.source, why, instead));
  };
  if (model.text("@kind") != "spins")
    refuse("it is of kind " + model.text("@kind"), "export it as .npz, .mat, .coo or .json");
  if (model.has("h") && std::ranges::any_of(model.reals("h"), [](double h) { return h != 0; }))
    refuse("it has a field h", "export it as .npz, .mat, .coo or .json");
  return model.integers("edges", 2);
}

}  // namespace

Record read_edge_list(std::string_view text, std::string const& what) {
  TextLines lines(text, what);
  auto line = lines.next();
  Header header{kMostSites, 0};
  bool const has_header = line && line->words.size() == 2;
  if (has_header) {
    header = parse_header(*line);
    line = lines.next();
  }
  std::vector<std::int32_t> edges;
  std::vector<double> J;
  std::int64_t highest = -1;
  for (; line; line = lines.next()) {
    if (line->words.size() != 3)
      throw ConfigError(fmt::format("{} has {} words (an edge is i j J); correct it", line->where,
                                    line->words.size()));
    std::uint64_t const first = has_header ? 1 : 0;
    std::int32_t const i = parse_site(*line, line->words[0], first, header.sites);
    std::int32_t const j = parse_site(*line, line->words[1], first, header.sites);
    auto const coupling = as_real(line->words[2]);
    if (i == j)
      throw ConfigError(
          fmt::format("{} joins site {} to itself (such a bond is a constant); remove it",
                      line->where, in_quotes(line->words[0])));
    if (!coupling || !std::isfinite(*coupling))
      throw ConfigError(fmt::format("{} has the coupling {} (not a finite number); correct it",
                                    line->where, in_quotes(line->words[2])));
    edges.insert(edges.end(), {i, j});
    J.push_back(*coupling);
    highest = std::max<std::int64_t>({highest, i, j});
  }
  if (has_header && J.size() != header.edges)
    throw ConfigError(fmt::format("{} has {} edges (its header promises {}); correct one of them",
                                  what, J.size(), header.edges));
  if (!has_header && J.empty())
    throw ConfigError(fmt::format("{} has no edges (lines i j J); check the path", what));

  Record model;
  model.source = what;
  model.attributes["@kind"] = std::string("spins");
  model.attributes["@n"] = has_header ? static_cast<std::int64_t>(header.sites) : highest + 1;
  model.arrays["edges"] = {{J.size(), 2}, std::move(edges)};
  model.set("J", std::move(J));
  return model;
}

std::string g_set_text(Record const& model) {
  std::vector<std::int64_t> const ends = bonds_alone(model);
  std::vector<double> const J = model.reals("J", 1);
  std::string text = fmt::format("{} {}\n", model.integer("@n"), J.size());
  for (std::size_t e = 0; e < J.size(); ++e)
    text += fmt::format("{} {} {}\n", ends[2 * e] + 1, ends[2 * e + 1] + 1, J[e]);
  return text;
}

std::string edge_list_text(Record const& model) {
  std::vector<std::int64_t> const ends = bonds_alone(model);
  std::vector<double> const J = model.reals("J", 1);
  if (ends.empty() || std::ranges::max(ends) + 1 != model.integer("@n"))
    throw ConfigError(fmt::format(
        "{} is no bare list of bonds (its last site has none); export it as .gset", model.source));
  std::string text = "# i,j,J\n";
  for (std::size_t e = 0; e < J.size(); ++e)
    text += fmt::format("{},{},{}\n", ends[2 * e], ends[2 * e + 1], J[e]);
  return text;
}

}  // namespace lnz
