#include "config/features.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace driftd::config {

namespace {

struct Vector {
  std::string name;
  std::int64_t size = 1;
};

const Declaration<Vector>& vector_declaration() {
  // So short that the columns' names are within their own bound.
  static const auto declaration =
      Declaration<Vector>("many numbers that come together, such as an embedding")
          .required("name", &Vector::name, text({.min_length = 1, .max_length = 120}), "the key under which the array arrives")
          .required("size", &Vector::size, integer({.min = 1, .max = kMostColumns}), "numbers in it");
  return declaration;
}

Json vector_schema() {
  Json schema = vector_declaration().schema();
  schema["properties"]["type"] = {{"const", "vector"}, {"description", "an array of numbers"}};
  schema["required"].push_back("type");
  return schema;
}

/// A column of a vector by its name: "embedding[3]" is 3 of embedding.
struct Place {
  std::string_view vector;
  std::size_t index = 0;
};

std::optional<Place> place_of(std::string_view name) {
  const auto open = name.rfind('[');
  if (open == std::string_view::npos || open == 0 || !name.ends_with(']')) return std::nullopt;
  const auto digits = name.substr(open + 1, name.size() - open - 2);
  Place place{.vector = name.substr(0, open)};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place.index);
  const bool plain = digits.size() == 1 || !digits.starts_with('0');
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || !plain) return std::nullopt;
  return place;
}

class FeatureListReader {
 public:
  FeatureListReader(const std::string& path, Problems& problems) : path_(path), problems_(problems) {}

  void read(const Json& json, std::size_t i) {
    static const std::vector<std::string> types{"numeric", "boolean", "categorical", "text", "vector"};
    const std::string path = step_into(path_, i);
    const auto type = json.is_object() ? json.find("type") : json.end();
    const bool has_type = json.is_object() && type != json.end();
    if (has_type && !read_word(types, *type, step_into(path, "type"), problems_)) return;
    if (has_type && *type == "vector") {
      read_vector(json, i, path);
    } else {
      Feature feature;
      feature_declaration().read(feature, json, path, problems_);
      add_name(feature.name, i);
      features_.push_back(std::move(feature));
    }
  }

  Features take() {
    if (features_.size() > kMostColumns)
      problems_.push_back({path_, fmt::format("stand for {} columns, at most {} may be", features_.size(), kMostColumns)});
    return std::move(features_);
  }

 private:
  void read_vector(const Json& json, std::size_t i, const std::string& path) {
    Vector vector;
    vector_declaration().read(vector, json, path, problems_, {"type"});
    if (vector.name.empty()) return;
    add_name(vector.name, i);
    for (std::int64_t k = 0; k < vector.size; ++k) {
      features_.push_back({.name = fmt::format("{}[{}]", vector.name, k), .type = FeatureType::numeric});
      add_name(features_.back().name, i);
    }
  }

  void add_name(const std::string& name, std::size_t i) {
    if (name.empty() || names_.insert(name).second) return;
    problems_.push_back({step_into(step_into(path_, i), "name"), "there is another feature \"" + name + "\"; names must differ"});
  }

  const std::string& path_;
  Problems& problems_;
  Features features_;
  std::set<std::string> names_;
};

Json write_features(const Features& features) {
  Json json = Json::array();
  const auto vectors = vectors_of(features);
  auto vector = vectors.begin();
  for (std::size_t i = 0; i < features.size();) {
    if (vector != vectors.end() && vector->first == i) {
      json.push_back({{"name", vector->name}, {"type", "vector"}, {"size", vector->size}});
      i += vector->size;
      ++vector;
    } else {
      json.push_back(feature_declaration().write(features[i++]));
    }
  }
  return json;
}

}  // namespace

std::vector<VectorColumns> vectors_of(const Features& features) {
  std::vector<VectorColumns> vectors;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto place = features[i].type == FeatureType::numeric ? place_of(features[i].name) : std::nullopt;
    if (!place) continue;
    if (place->index == 0) {
      vectors.push_back({.name = std::string(place->vector), .first = i, .size = 1});
    } else if (!vectors.empty()) {
      VectorColumns& last = vectors.back();
      if (last.name == place->vector && last.size == place->index && last.first + last.size == i) ++last.size;
    }
  }
  return vectors;
}

std::vector<std::size_t> columns_named(const Features& features, std::string_view name) {
  const auto found = std::ranges::find(features, name, &Feature::name);
  if (found != features.end()) return {static_cast<std::size_t>(found - features.begin())};
  std::vector<std::size_t> columns;
  for (const auto& vector : vectors_of(features)) {
    if (vector.name != name) continue;
    for (std::size_t i = 0; i < vector.size; ++i) columns.push_back(vector.first + i);
    break;
  }
  return columns;
}

std::vector<std::string> input_names(const Features& features) {
  std::vector<std::string> names;
  const auto vectors = vectors_of(features);
  auto vector = vectors.begin();
  for (std::size_t i = 0; i < features.size();) {
    const bool begins = vector != vectors.end() && vector->first == i;
    names.push_back(begins ? vector->name : features[i].name);
    i += begins ? (vector++)->size : 1;
  }
  return names;
}

double category_code(std::string_view category) {
  constexpr std::uint64_t kExactInDouble = (1ULL << 52U) - 1;
  return static_cast<double>(XXH3_64bits(category.data(), category.size()) & kExactInDouble);
}

std::string_view kept_text(std::string_view text) {
  if (text.size() <= kLongestText) return text;
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  constexpr std::size_t kLongestCharacter = 4;  // bytes that are no UTF-8 may go on continuing
  std::size_t end = kLongestText;
  while (end > kLongestText - kLongestCharacter && continues(end)) --end;
  return text.substr(0, end);
}

const Shape<Task>& task_shape() {
  static const Shape<Task> shape =
      one_of<Task>({{"binary", Task::binary}, {"multiclass", Task::multiclass}, {"regression", Task::regression}});
  return shape;
}

const Declaration<Feature>& feature_declaration() {
  static const auto declaration =
      Declaration<Feature>("one input of the model")
          .required("name", &Feature::name, text({.min_length = 1, .max_length = 128}), "the key under which its value arrives")
          .optional(
              "type", &Feature::type,
              one_of<FeatureType>({{"numeric", FeatureType::numeric},
                                   {"boolean", FeatureType::boolean},
                                   {"categorical", FeatureType::categorical},
                                   {"text", FeatureType::text}}),
              "numeric: a number; boolean: true or false, or 1 or 0; categorical: a short text, one of some; text: words, a message say");
  return declaration;
}

Shape<Features> features_shape() {
  const Json item = {{"anyOf", {feature_declaration().schema(), vector_schema()}}};
  return {.read =
              [](Features& features, const Json& json, const std::string& path, Problems& problems) {
                if (!is_list(json, 1, kMostColumns, path, problems)) return;
                FeatureListReader reader(path, problems);
                for (std::size_t i = 0; i < json.size(); ++i) reader.read(json[i], i);
                features = reader.take();
              },
          .write = write_features,
          .schema = list_schema(item, 1, kMostColumns)};
}

std::string_view name_of(Task task) {
  switch (task) {
    case Task::binary: return "binary";
    case Task::multiclass: return "multiclass";
    case Task::regression: return "regression";
  }
  return "";
}

}  // namespace driftd::config
