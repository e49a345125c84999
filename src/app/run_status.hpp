#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace lnz {

using UnixTime = std::int64_t;  ///< seconds since 1970, UTC

UnixTime unix_now();
UnixTime modified_at(std::string const& path);  ///< of a file; now, if it cannot be told

/// What is known of a run while it lives and after: the contents of its side-car
/// RUN.h5.status.json (io/FORMAT.md), which nobody has to lock or wait for.
struct RunStatus {
  struct Forecast {
    double seconds_to_go;
    UnixTime end;
    std::optional<bool> before_max_time;  ///< whether it ends first; nothing without a time limit
  };
  struct Checkpoint {
    std::int64_t step;
    UnixTime time;
    std::string way = {};  ///< how its states were written, empty if unknown
    double seconds = 0;    ///< it took
  };
  struct Sketch {  ///< ln Z of a rung by what there is so far, or of the target in the end
    std::string method;
    std::int64_t step, rung;
    double beta;  ///< ladder coordinate of the rung
    double log_z, std_error, ess;
  };
  struct Acceptance {  ///< mean acceptance probability of swaps, over edges
    double lowest, mean;
  };

  std::string command, model, model_summary, output, program;
  std::string state = "running";  ///< or "stopped", "finished", "failed"
  std::string phase;
  std::int64_t step = 0, steps = 0;  ///< steps: 0 if unknown
  std::int64_t rungs = 0;            ///< of the schedule; 0 if it has none
  double rate = 0;                   ///< steps a second, lately; 0 if unknown
  double elapsed_seconds = 0;        ///< at work, earlier parts of the run included
  std::optional<Forecast> forecast;
  std::optional<Checkpoint> checkpoint;
  std::optional<Sketch> estimate;
  std::optional<Acceptance> swap_acceptance;
  std::optional<std::int64_t> round_trips;
  std::map<std::string, double> figures;  ///< other numbers that the driver shows, by name
  std::string verdict;                    ///< empty unless finished
  std::string host;                       ///< empty if unknown
  std::int64_t pid = 0, ranks = 0, threads = 0;
  std::string slurm_job_id;
  double interval_seconds = 0;  ///< the next update follows about so long after this one
  UnixTime updated = 0;

  double fraction() const {
    return steps > 0 ? static_cast<double>(step) / static_cast<double>(steps) : 0;
  }
};

/// The name of the side-car of a run file.
std::string status_path(std::string const& run_path);

nlohmann::ordered_json to_json(RunStatus const& status);

/// Replaces the side-car of its output. Throws as replace_file does.
void write_status(RunStatus const& status);

/// The side-car at this path. Throws ConfigError naming it if it is missing, no JSON, or not a
/// status of lnz that this program can read.
RunStatus read_status(std::string const& path);

/// What a status says of its run as seen from this host now.
enum class Life {
  alive,   ///< updated as often as it should be
  silent,  ///< its process is there but has not updated it for long
  dead,    ///< it should be running and shows no sign of life
  over     ///< stopped, finished or failed, as it says itself
};

Life life_of(RunStatus const& status, UnixTime now);

}  // namespace lnz
