#include "app/data_rows.hpp"

#include "io/text_numbers.hpp"
#include "lnz/error.hpp"
#include "lnz/record.hpp"

#include <fmt/format.h>

namespace lnz {
namespace {

struct Rows {
  std::size_t first, last;
};

Rows rows_in(std::string const& text) {
  std::size_t const dash = text.find('-');
  auto const first = as_count(text.substr(0, dash)),
             last = dash == std::string::npos ? first : as_count(text.substr(dash + 1));
  if (!first || !last || *last < *first)
    throw ConfigError(fmt::format(
        "--rows = {} (rows are counted from 0); write one, or the first and the last as 0-9",
        in_quotes(text)));
  return {*first, *last};
}

}  // namespace

DataSet shared_data(std::function<DataSet()> const& read, std::string const& source,
                    Communicator const& comm) {
  Record const shared = from_bytes(comm.on_root([&] {
    DataSet const data = read();
    Record record;
    record.set("values", {data.rows, data.columns}, {data.values.begin(), data.values.end()});
    return to_bytes(record);
  }));
  std::vector<double> const values = shared.reals("values");
  return {
      source, shared.shape("values")[0], shared.shape("values")[1], {values.begin(), values.end()}};
}

DataSet chosen_rows(Options const& options, Binarise const& reading) {
  DataSet data = read_data(options.text("data"), reading);
  if (!options.has("rows")) return data;
  auto const [first, last] = rows_in(options.text("rows"));
  if (last >= data.rows)
    throw ConfigError(fmt::format("--rows = {} ({} has rows 0 to {}); name some of these",
                                  options.text("rows"), data.source, data.rows - 1));
  auto const at = [&](std::size_t row) {
    return data.values.begin() + static_cast<std::ptrdiff_t>(row * data.columns);
  };
  return {data.source, last - first + 1, data.columns, {at(first), at(last + 1)}};
}

}  // namespace lnz
