#include "app/images_from.hpp"

#include "app/data_rows.hpp"
#include "io/text_numbers.hpp"
#include "lnz/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace lnz {
namespace {

struct Shape {
  std::size_t height, width;
};

/// What --shape says, if it is given.
std::optional<Shape> given_shape(Options const& options) {
  if (!options.has("shape")) return {};
  std::string const text = options.text("shape");
  std::size_t const cross = std::min(text.find('x'), text.size());
  auto const height = as_count(text.substr(0, cross)),
             width = as_count(text.substr(std::min(cross + 1, text.size())));
  if (!height || !width || *height == 0 || *width == 0)
    throw ConfigError(
        fmt::format("--shape = {} (an image has lines and columns); write 28x28", in_quotes(text)));
  return Shape{*height, *width};
}

/// Whether an image of this shape has so many pixels; without a product that could overflow.
bool has_pixels(Shape const& shape, std::size_t pixels) {
  return pixels % shape.height == 0 && pixels / shape.height == shape.width;
}

}  // namespace

DataSet image_rows(Options const& options) {
  DataSet rows = chosen_rows(options, parse_binarise(options.text("binarize")));
  std::optional<Shape> const shape = given_shape(options);
  if (shape && !has_pixels(*shape, rows.columns) && has_pixels(*shape, rows.values.size())) {
    rows.columns = rows.values.size();
    rows.rows = 1;
  }
  return rows;
}

Images images_from(DataSet const& rows, Options const& options) {
  auto const side = static_cast<std::size_t>(std::lround(std::sqrt(rows.columns)));
  Shape const shape = given_shape(options).value_or(Shape{side, side});
  if (rows.columns == 0 || !has_pixels(shape, rows.columns))
    throw ConfigError(
        fmt::format("{}: rows of {} pixels (they fill no image of {} x {}); give "
                    "--shape HEIGHTxWIDTH",
                    rows.source, rows.columns, shape.height, shape.width));
  Images images{.source = rows.source, .height = shape.height, .width = shape.width, .values = {}};
  for (float const x : rows.values) {
    if (x != 0 && x != 1)
      throw ConfigError(
          fmt::format("{}: a pixel of {} (only 0 and 1 are black and white); give "
                      "--binarize threshold:0.5",
                      rows.source, x));
    images.values.push_back(x > 0 ? 1 : -1);
  }
  return images;
}

}  // namespace lnz
