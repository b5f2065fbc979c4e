#pragma once

// The shape of a value: how it is read from JSON (with every mistake named by its path), written back, and described as JSON Schema.
// Shapes compose: a list of shapes is a shape, and so is an object whose fields have shapes (declaration.h).

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/json.h"
#include "config/problem.h"
#include "config/time.h"

namespace driftd::config {

template <class Value>
struct Shape {
  /// Reads `json` into the value, or leaves the value alone and reports why under the path.
  std::function<void(Value&, const Json& json, const std::string& path, Problems&)> read;
  std::function<Json(const Value&)> write;
  Json schema;
};

/// Inclusive bounds unless `above` / `below` are given.
struct NumberBounds {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  double above = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
};

struct IntegerBounds {
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int32_t>::max();
};

struct TextBounds {
  std::size_t min_length = 0;
  std::size_t max_length = 1024;
  bool word = false;  // only letters, digits, '_', '-' and '.', first a letter or digit
};

Shape<bool> boolean();
Shape<double> number(NumberBounds bounds = {});
Shape<std::int64_t> integer(IntegerBounds bounds = {});
Shape<std::string> text(TextBounds bounds = {});
/// A string with units, "30m". Bounds inclusive.
Shape<Duration> duration(Duration min, Duration max);
/// A string with units, "64MiB" or "10MB", in bytes. Bounds inclusive.
Shape<std::uint64_t> byte_size(std::uint64_t min, std::uint64_t max);

/// Which of the names `json` is; else the reason is reported.
std::optional<std::size_t> read_word(std::span<const std::string> names, const Json& json, const std::string& path, Problems& problems);
Json word_schema(std::span<const std::string> names);

/// One of some words.
template <class Enum>
Shape<Enum> one_of(std::vector<std::pair<std::string, Enum>> words) {
  std::vector<std::string> names;
  std::vector<Enum> meanings;
  for (auto& [name, meaning] : words) {
    names.push_back(std::move(name));
    meanings.push_back(meaning);
  }
  return {.read =
              [names, meanings](Enum& value, const Json& json, const std::string& path, Problems& problems) {
                if (const auto place = read_word(names, json, path, problems)) value = meanings[*place];
              },
          .write =
              [names, meanings](const Enum& value) {
                const auto place = static_cast<std::size_t>(std::ranges::find(meanings, value) - meanings.begin());
                return place < names.size() ? Json(names[place]) : Json();
              },
          .schema = word_schema(names)};
}

/// What need not be there; absent, it is written as nothing.
template <class Value>
Shape<std::optional<Value>> maybe(Shape<Value> shape) {
  return {.read = [read = std::move(shape.read)](std::optional<Value>& value, const Json& json, const std::string& path,
                                                 Problems& problems) { read(value.emplace(), json, path, problems); },
          .write = [write = std::move(shape.write)](const std::optional<Value>& value) { return value ? write(*value) : Json(); },
          .schema = std::move(shape.schema)};
}

/// Whether `json` is an array of so many items; else the reason is reported.
bool is_list(const Json& json, std::size_t min_items, std::size_t max_items, const std::string& path, Problems& problems);
Json list_schema(const Json& item, std::size_t min_items, std::size_t max_items);

/// A JSON array of values of one shape.
template <class Value>
Shape<std::vector<Value>> list(Shape<Value> item, std::size_t min_items, std::size_t max_items) {
  Shape<std::vector<Value>> shape;
  shape.schema = list_schema(item.schema, min_items, max_items);
  shape.read = [item, min_items, max_items](std::vector<Value>& values, const Json& json, const std::string& path, Problems& problems) {
    if (!is_list(json, min_items, max_items, path, problems)) return;
    std::vector<Value> read(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) item.read(read[i], json[i], step_into(path, i), problems);
    values = std::move(read);
  };
  shape.write = [item](const std::vector<Value>& values) {
    Json array = Json::array();
    for (const Value& value : values) array.push_back(item.write(value));
    return array;
  };
  return shape;
}

}  // namespace driftd::config
