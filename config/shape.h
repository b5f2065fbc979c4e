#pragma once

// The shape of a value: how it is read from JSON (with every mistake named by its path), written back, and described as JSON Schema.
// Shapes compose: a list of shapes is a shape, and so is an object whose fields have shapes (declaration.h).

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/json.h"
#include "config/problem.h"
#include "config/suggestion.h"
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

/// One of some words.
template <class Enum>
Shape<Enum> one_of(std::vector<std::pair<std::string, Enum>> words) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words) names.push_back(name);
  Shape<Enum> shape;
  shape.schema = {{"type", "string"}, {"enum", names}};
  shape.read = [words, names](Enum& value, const Json& json, const std::string& path, Problems& problems) {
    if (!json.is_string()) {
      problems.push_back({path, "must be a string" + did_you_mean("", names) + ", is " + std::string(kind_of(json))});
      return;
    }
    for (const auto& [name, meaning] : words) {
      if (name == json.get_ref<const std::string&>()) {
        value = meaning;
        return;
      }
    }
    problems.push_back({path, "knows no \"" + json.get<std::string>() + "\"" + did_you_mean(json.get<std::string>(), names)});
  };
  shape.write = [words](const Enum& value) {
    for (const auto& [name, meaning] : words) {
      if (meaning == value) return Json(name);
    }
    return Json();
  };
  return shape;
}

/// A JSON array of values of one shape.
template <class Value>
Shape<std::vector<Value>> list(Shape<Value> item, std::size_t min_items, std::size_t max_items) {
  Shape<std::vector<Value>> shape;
  shape.schema = {{"type", "array"}, {"items", item.schema}, {"minItems", min_items}, {"maxItems", max_items}};
  shape.read = [item, min_items, max_items](std::vector<Value>& values, const Json& json, const std::string& path, Problems& problems) {
    if (!json.is_array()) {
      problems.push_back({path, "must be an array, is " + std::string(kind_of(json))});
      return;
    }
    if (json.size() < min_items || json.size() > max_items) {
      problems.push_back({path, "must have " + std::to_string(min_items) + " to " + std::to_string(max_items) + " items, has " + std::to_string(json.size())});
      return;
    }
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
