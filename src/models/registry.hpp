#pragma once

#include "core/data_set.hpp"
#include "core/short_form.hpp"
#include "lnz/communicator.hpp"
#include "lnz/model_handle.hpp"
#include "lnz/record.hpp"

#include <string>
#include <vector>

namespace lnz {

/// Independent units that the tempered path starts from, and where it goes from there.
struct Reference {
  /// Mean of each unit of a chain in [0, 1] (of (1 + s)/2 for spins), [unit_count]; empty =
  /// uniform.
  std::vector<double> mean;
  /// Models that the path visits before the target, in their order; none: straight to it.
  std::vector<Record> machines = {};
};

/// How the target is sampled. Kinds that know one way only take no notice of the other choice.
struct Sampling {
  std::string moves = "auto";                ///< one of the kind's `moves`
  std::string precision = "int16";           ///< of an rbm's products: int16 or float32
  Communicator team = Communicator::self();  ///< ranks that share every block, where they can
};

/// A model some of whose units are held at values.
struct Clamped {
  Record model;   ///< of the units that are free, in their order, of any kind
  double energy;  ///< of the held units among themselves
};

/// One kind of model. A new one is a line in registry.cpp; nothing outside models/, exact/, approx/
/// and likelihood/ names a kind.
struct ModelKind {
  std::string name;        ///< the `kind` attribute and the word before the colon of a short form
  std::string summary;     ///< one line for --help
  std::string short_form;  ///< an example, empty if the kind has no short form
  bool wants_pilot;        ///< whether a fitted reference beats a uniform one by default
  std::vector<std::string> moves;        ///< ways to sample it, the default first
  Record (*generate)(ShortForm const&);  ///< null if the kind has no short form
  /// The tempered path from `reference` to the model at inverse temperature beta. Throws
  /// ConfigError if the record is broken, the reference has another width, or these moves do not
  /// apply to this model.
  ModelHandle (*make)(Record const&, double beta, Reference const&, Sampling const&);
  /// ln p(x) + ln Z of each row at inverse temperature beta, [rows]; spins take 0 as -1.
  std::vector<double> (*log_unnormalised)(Record const&, double beta, DataSet const&);
  std::string (*describe)(Record const&);  ///< "784 x 500, bernoulli", one line
  /// Whether make has a path for this model, as it has if nothing asks; if not, it says why not,
  /// and describe checks the record instead.
  bool (*has_path)(Record const&) = nullptr;
  /// A lower bound of ln Z at inverse temperature beta, by a search of about a second for heavy
  /// states; null if the kind has none.
  double (*log_z_bound)(Record const&, double beta, std::uint64_t seed) = nullptr;
  /// Whether log_unnormalised can sum the hidden units of this model out; null: of every one.
  bool (*sums_hidden_out)(Record const&) = nullptr;
  /// Whether the path can visit the reference's `machines`; null if it never can.
  bool (*visits_machines)(Record const&) = nullptr;
  /// The model given some of its visible units (all units of spins), `held` [visible units], NaN
  /// where one is free (spins take 0 as -1): sum over all that is free of exp(-beta E) = exp(-beta
  /// energy) Z_beta(model). Null if the kind has no such form. Throws ConfigError on another width,
  /// on values that a unit does not take, and if nothing is left to sample.
  Clamped (*clamp)(Record const&, std::vector<double> const& held) = nullptr;
  /// What its visible units are in data; null if bits.
  UnitValues (*unit_values)(Record const&) = nullptr;
  /// The reference of a data set's base rates; null if that is means of columns. Throws ConfigError
  /// if they say nothing of the units of its chains.
  Reference (*base_rates)(Record const&, DataSet const&) = nullptr;
};

std::vector<ModelKind> const& model_kinds();

/// The entry of this model record's kind; throws ConfigError naming the known ones.
ModelKind const& kind_of(Record const& model);

/// The record a short form means; throws ConfigError naming the nearest kind.
Record generate_model(std::string const& short_form);

}  // namespace lnz
