#include "app/model_path.hpp"

#include "core/short_form.hpp"
#include "io/model_file.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lnz {

Record load_model(std::string const& name, Communicator const& comm) {
  Record model = from_bytes(comm.on_root([&] {
    return to_bytes(is_short_form(name) ? generate_model(name) : read_model_file(name));
  }));
  model.source = name;
  return model;
}

Record load_model(Options const& options, Communicator const& comm) {
  return load_model(options.text("model"), comm);
}

Sampling sampling_from(Options const& options, Record const& model) {
  Sampling const sampling{options.text("moves"), options.text("precision")};
  auto const choose = [](std::string const& name, std::string const& value,
                         std::vector<std::string> known) {
    if (std::ranges::find(known, value) == known.end())
      throw ConfigError(fmt::format("--{} = '{}' (this model takes {}); did you mean '{}'?", name,
                                    value, fmt::join(known, ", "), nearest(value, known)));
  };
  std::vector<std::string> moves = kind_of(model).moves;
  moves.insert(moves.begin(), "auto");
  choose("moves", sampling.moves, moves);
  choose("precision", sampling.precision, {"int16", "float32"});
  return sampling;
}

int team_size(Options const& options, int ranks) {
  std::int64_t const team = options.count("team");
  if (ranks % team != 0)
    throw ConfigError(
        fmt::format("--team = {} (the job's {} rank{} cannot be cut into teams of {}); "
                    "set --team to a divisor of the ranks, or mpirun -n to a multiple",
                    team, ranks, ranks == 1 ? "" : "s", team));
  return static_cast<int>(team);
}

Teams teams_from(Options const& options, Communicator const& comm) {
  return teams_of(comm, team_size(options, comm.size()));
}

ModelHandle path_of(Record const& model, double beta, Reference const& reference,
                    Sampling const& sampling) {
  ModelHandle path = kind_of(model).make(model, beta, reference, sampling);
  if (sampling.team.size() > 1 && !path.shared)
    throw ConfigError(
        fmt::format("--team = {} (ranks can share packed periodic lattices only: kind ising, bonds "
                    "of one strength, no field, sides that divide into 256 blocks, metropolis "
                    "moves from a uniform reference); set --team 1",
                    sampling.team.size()));
  return path;
}

void require_lanes(ModelHandle const& path, int lanes) {
  if (path.shared && lanes > path.most_lanes)
    throw ConfigError(fmt::format(
        "--team shares no blocks of {} lanes of this lattice (more than {} are packed chain by "
        "chain); set --lanes {}, without --team too for the same numbers",
        lanes, path.most_lanes, path.most_lanes));
}

}  // namespace lnz
