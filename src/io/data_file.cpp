#include "io/data_file.hpp"

#include "io/csv.hpp"
#include "io/h5_file.hpp"
#include "io/idx.hpp"
#include "io/input_file.hpp"
#include "io/npy.hpp"
#include "io/sha256.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"
#include "lnz/stream.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <span>

namespace lnz {
namespace {

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n";
constexpr double kWhite = 255;            ///< the brightest pixel of an image of bytes
constexpr double kLargestLabel = 0x1p53;  ///< below which doubles count one by one

bool ends_with_any(std::string const& path, std::initializer_list<char const*> endings) {
  return std::ranges::any_of(endings, [&](char const* ending) { return path.ends_with(ending); });
}

/// The only dataset of two or more dimensions.
Array only_matrix(std::string const& path) {
  Record file = read_h5(path);
  std::vector<std::string> names;
  for (auto const& [name, array] : file.arrays)
    if (array.shape.size() >= 2) names.push_back(name);
  if (names.empty())
    throw ConfigError(fmt::format(
        "{} has no dataset of two dimensions (examples in rows); store the data as one", path));
  if (names.size() > 1)
    throw ConfigError(fmt::format("{} has {} datasets of two dimensions or more ({}); write {}:{}",
                                  path, names.size(), fmt::join(names, ", "), path, names.back()));
  return std::move(file.arrays[names[0]]);
}

/// Splits FILE:DATASET, if no file has the whole name.
Array read_array(std::string const& path) {
  std::size_t const colon = path.rfind(':');
  std::error_code error;
  if (colon != std::string::npos && colon > 0 && !std::filesystem::exists(path, error)) {
    std::string const dataset = path.substr(colon + 1), file = path.substr(0, colon);
    if (dataset.empty())
      throw ConfigError(fmt::format(
          "{} names no dataset (nothing follows the colon); write {}:NAME", path, file));
    return std::move(read_h5(file, dataset).arrays.begin()->second);
  }
  std::string const start = read_input(path, kHdf5.size());
  if (start == kHdf5 || ends_with_any(path, {".h5", ".hdf5", ".hdf"})) return only_matrix(path);
  if (looks_like_npy(start) || path.ends_with(".npy")) return read_npy(read_input(path), path);
  if (looks_like_idx(start) || ends_with_any(path, {"ubyte", ".idx", ".gz"}))
    return read_idx(read_input(path), path);
  if (ends_with_any(path, {".csv", ".txt", ".dat", ".tsv"}))
    return read_csv(read_input(path), path);
  throw ConfigError(
      fmt::format("{} is of no known format (its first bytes are not those of IDX, .npy or HDF5, "
                  "nor does its name "
                  "end in .csv); convert it to one of these",
                  path));
}

/// Rows and columns as floats, unless raw pixels 0..255 brought to [0, 1].
DataSet to_data_set(Array const& array, std::string const& source, bool raw, std::size_t limit) {
  if (array.shape.size() < 2)
    throw ConfigError(fmt::format(
        "{} has {} dimension{} (data are rows of examples, not labels); name another or "
        "reshape it to two",
        source, array.shape.size(), array.shape.size() == 1 ? "" : "s"));
  DataSet data{source, array.shape[0], 0, {}};
  if (array.size() == 0)
    throw ConfigError(fmt::format("{} holds no examples (its shape is {}); name another file",
                                  source, fmt::join(array.shape, " x ")));
  data.columns = array.size() / data.rows;
  if (limit > 0) data.rows = std::min(data.rows, limit);

  std::visit(
      [&](auto const& values) {
        double lowest = 0, highest = 0;
        bool whole = true;
        for (std::size_t i = 0; i < values.size(); ++i) {
          auto const x = static_cast<double>(values[i]);
          if (!(std::abs(x) <= std::numeric_limits<float>::max()))
            throw ConfigError(
                fmt::format("{} holds {} in row {}, column {} (counted from 0; data are "
                            "finite numbers); remove or replace it",
                            source, x, i / data.columns, i % data.columns));
          lowest = std::min(lowest, x), highest = std::max(highest, x);
          whole = whole && std::trunc(x) == x;
        }
        bool const bytes = !raw && whole && highest > 1;
        if (bytes && (lowest < 0 || highest > kWhite))
          throw ConfigError(fmt::format(
              "{} holds whole numbers from {} to {} (pixels are 0 to 255); scale them to "
              "[0, 1]",
              source, lowest, highest));
        double const unit = bytes ? kWhite : 1;
        data.values.resize(data.rows * data.columns);
        std::transform(values.begin(),
                       values.begin() + static_cast<std::ptrdiff_t>(data.values.size()),
                       data.values.begin(),
                       [&](auto x) { return static_cast<float>(static_cast<double>(x) / unit); });
      },
      array.values);
  return data;
}

void apply_threshold(DataSet& data, double threshold) {
  // Compared as floats, so that a pixel written like the threshold is equal to it.
  auto const limit = static_cast<float>(threshold);
  for (float& pixel : data.values) pixel = pixel > limit ? 1.0f : 0.0f;
}

void sample_bits(DataSet& data, std::uint64_t seed) {
  for (std::size_t i = 0; i < data.rows; ++i) {
    Stream random(seed, Purpose::data, static_cast<std::uint32_t>(i), 0);
    for (std::size_t j = 0; j < data.columns; ++j) {
      float& pixel = data.values[i * data.columns + j];
      if (pixel < 0 || pixel > 1)
        throw ConfigError(
            fmt::format("{} holds {} in row {}, column {} (a probability is in [0, 1]); "
                        "scale the data or use --binarize threshold:X",
                        data.source, pixel, i, j));
      pixel = random.uniform() < static_cast<double>(pixel) ? 1.0f : 0.0f;
    }
  }
}

}  // namespace

Binarise parse_binarise(std::string const& text) {
  std::size_t const colon = text.find(':');
  std::string const how = text.substr(0, colon);
  std::string const value = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (text == "raw") return {.how = Binarise::How::raw};
  if (text == "none") return {.how = Binarise::How::none};
  if (text == "threshold") return {};
  if (auto const threshold = as_real(value);
      how == "threshold" && threshold && std::isfinite(*threshold))
    return {.how = Binarise::How::threshold, .threshold = *threshold};
  if (auto const seed = as_count(value); how == "sample" && seed)
    return {.how = Binarise::How::sample, .seed = *seed};
  throw ConfigError(
      fmt::format("binarize = {} (not a known way); use threshold:0.5, sample:SEED, none or raw",
                  in_quotes(text)));
}

DataSet read_data(std::string const& path, Binarise const& binarise, std::size_t limit) {
  DataSet data = to_data_set(read_array(path), path, binarise.how == Binarise::How::raw, limit);
  if (binarise.how == Binarise::How::threshold) apply_threshold(data, binarise.threshold);
  if (binarise.how == Binarise::How::sample) sample_bits(data, binarise.seed);
  return data;
}

std::vector<std::int64_t> read_labels(std::string const& path, std::size_t limit) {
  Array const array = read_array(path);
  std::size_t const rows = array.shape.empty() ? 0 : array.shape[0];
  if (rows == 0 || array.size() != rows)
    throw ConfigError(
        fmt::format("{} has the shape {} (labels are one number an example); name the "
                    "file of labels",
                    path, fmt::join(array.shape, " x ")));
  std::vector<std::int64_t> labels;
  std::visit(
      [&](auto const& values) {
        for (auto const x : std::span(values).first(limit > 0 ? std::min(limit, rows) : rows)) {
          auto const label = static_cast<double>(x);
          if (!(std::abs(label) < kLargestLabel) || std::trunc(label) != label)
            throw ConfigError(
                fmt::format("{} holds {} for example {} (labels are whole numbers); "
                            "correct it",
                            path, label, labels.size()));
          labels.push_back(static_cast<std::int64_t>(label));
        }
      },
      array.values);
  return labels;
}

std::string data_sha256(DataSet const& data) {
  std::string bytes = fmt::format("{} {}\n", data.rows, data.columns);
  std::size_t const begin = bytes.size(), row_bytes = (data.columns + 7) / 8;
  if (!std::ranges::all_of(data.values, [](float x) { return x == 0 || x == 1; })) {
    auto const numbers = std::as_bytes(std::span(data.values));
    bytes.append(reinterpret_cast<char const*>(numbers.data()), numbers.size());
    return sha256_hex(bytes);
  }
  bytes.resize(begin + data.rows * row_bytes, '\0');
  for (std::size_t r = 0; r < data.rows; ++r)
    for (std::size_t i = 0; i < data.columns; ++i)
      if (data.values[r * data.columns + i] != 0)
        bytes[begin + r * row_bytes + i / 8] |= static_cast<char>(1 << i % 8);
  return sha256_hex(bytes);
}

}  // namespace lnz
