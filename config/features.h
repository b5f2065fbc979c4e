#pragma once

// What a model is asked and from what: its task, and its features with their types.
//
// A row is a column slice of doubles throughout driftd. A category travels as its code: the low 52 bits of the XXH3 hash of its text, which a
// double holds exactly, so that no room needs a dictionary and two processes agree without talking. Among a million categories the
// chance of any two sharing a code is about one in ten thousand.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/declaration.h"

namespace driftd::config {

enum class Task : std::uint8_t { binary, multiclass, regression };
enum class FeatureType : std::uint8_t { numeric, categorical };

struct Feature {
  std::string name;
  FeatureType type = FeatureType::numeric;
  bool operator==(const Feature&) const = default;
};

using Features = std::vector<Feature>;

/// What a model answers and from which columns, in this order.
struct ModelSchema {
  Task task = Task::binary;
  Features features;
  bool operator==(const ModelSchema&) const = default;
};

double category_code(std::string_view category);

const Shape<Task>& task_shape();
const Declaration<Feature>& feature_declaration();
/// A list of features, names unique.
Shape<Features> features_shape();

std::string_view name_of(Task task);

}  // namespace driftd::config
