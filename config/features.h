#pragma once

// What a model is asked and from what: its task, and its features with their types.
//
// A row is a column slice of doubles throughout driftd. A category travels as its code: the low 52 bits of the XXH3 hash of its text, which
// a double holds exactly, so that no room needs a dictionary and two processes agree without talking. Among a million categories the chance
// of any two sharing a code is about one in ten thousand.
//
// A text travels as its code too, which tells equal ones apart from others and no more; the text itself travels beside the row.
//
// A boolean is 0 or 1 in a row. It is compared as a category of two values; where numbers are followed or learnt from it is one.
//
// A vector, {"name": "embedding", "type": "vector", "size": 64}, is so many numbers, and stands for the columns embedding[0] ..
// embedding[63]: it becomes these where settings are read, and everything behind knows columns only. Columns that are so called, next
// to each other, from 0 on, are the vector: those who take it whole ask vectors_of().

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/declaration.h"

namespace driftd::config {

enum class Task : std::uint8_t { binary, multiclass, regression };
enum class FeatureType : std::uint8_t { numeric, categorical, text, boolean };

struct Feature {
  std::string name;
  FeatureType type = FeatureType::numeric;
  bool operator==(const Feature&) const = default;
};

using Features = std::vector<Feature>;

/// Most columns of a row.
constexpr std::size_t kMostColumns = 4096;

/// A vector among the features: which columns it stands for.
struct VectorColumns {
  std::string name;
  std::size_t first = 0;
  std::size_t size = 0;
  bool operator==(const VectorColumns&) const = default;
};

std::vector<VectorColumns> vectors_of(const Features& features);
/// The columns that a name stands for: a feature's own, or all of a vector's; none where there is neither.
std::vector<std::size_t> columns_named(const Features& features, std::string_view name);
/// Every name that columns_named() knows: the features that are in no vector, and the vectors.
std::vector<std::string> input_names(const Features& features);

/// What a model answers and from which columns, in this order.
struct ModelSchema {
  Task task = Task::binary;
  Features features;
  bool operator==(const ModelSchema&) const = default;
};

double category_code(std::string_view category);

/// Most bytes of a text that are kept.
constexpr std::size_t kLongestText = std::size_t{16} << 10U;
/// As much of a text as is kept: UTF-8 ends with a whole character.
std::string_view kept_text(std::string_view text);

const Shape<Task>& task_shape();
/// Of one column.
const Declaration<Feature>& feature_declaration();
/// A list of features, names unique, vectors as the columns that they stand for.
Shape<Features> features_shape();

std::string_view name_of(Task task);
/// Whether a value of that type comes as a text: its column holds the text's code.
constexpr bool has_text(FeatureType type) {
  return type == FeatureType::categorical || type == FeatureType::text;
}
/// Whether its column holds a number that may be added up: a boolean's is 0 or 1.
constexpr bool is_number(FeatureType type) {
  return type == FeatureType::numeric || type == FeatureType::boolean;
}

}  // namespace driftd::config
