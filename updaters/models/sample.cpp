#include "updaters/models/sample.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "updaters/models/linear/generalized_linear.h"

namespace driftd::updaters {
namespace {

using Check = std::expected<void, std::string>;

Check check_shape(const config::ModelSchema& schema, const Dataset& rows) {
  if (rows.size() == 0) return std::unexpected("there are no rows to learn from");
  if (rows.size() > std::numeric_limits<std::uint32_t>::max()) return std::unexpected("there are more than 2^32 rows; learn from fewer");
  if (rows.columns != schema.features.size() || rows.values.size() != rows.columns * rows.size()) {
    return std::unexpected("the rows have " + std::to_string(rows.columns) + " columns and " + std::to_string(rows.values.size()) +
                           " values for " + std::to_string(rows.size()) + " labels; the model has " +
                           std::to_string(schema.features.size()) + " features");
  }
  const auto texts = static_cast<std::size_t>(std::ranges::count(schema.features, config::FeatureType::text, &config::Feature::type));
  if (rows.texts.size() != texts * rows.size()) {
    return std::unexpected("the rows have " + std::to_string(rows.texts.size()) + " texts for " + std::to_string(rows.size()) +
                           " labels; the model has " + std::to_string(texts) + " features that are texts");
  }
  return {};
}

Check check_values(const config::ModelSchema& schema, const Dataset& rows) {
  const auto wrong = std::find_if(rows.values.begin(), rows.values.end(), [](double value) { return std::isinf(value); });
  if (wrong == rows.values.end()) return {};
  const auto position = static_cast<std::size_t>(wrong - rows.values.begin());
  return std::unexpected("row " + std::to_string(position / rows.columns) + ": feature \"" + schema.features[position % rows.columns].name +
                         "\" is infinite");
}

Check check_classes(const Dataset& rows) {
  if (rows.classes.size() > kMostClasses) {
    return std::unexpected("there are " + std::to_string(rows.classes.size()) + " classes; at most " + std::to_string(kMostClasses) +
                           " can be learnt");
  }
  const auto not_increasing = [](const ClassName& a, const ClassName& b) { return !(a.code < b.code); };
  if (std::adjacent_find(rows.classes.begin(), rows.classes.end(), not_increasing) != rows.classes.end()) {
    return std::unexpected("the classes are not sorted by code, or two have the same code");
  }
  return {};
}

bool is_label(config::Task task, const Dataset& rows, double label) {
  switch (task) {
    case config::Task::binary: return label == 0 || label == 1;
    case config::Task::regression: return std::abs(label) <= kLargestLabel;
    case config::Task::multiclass: {
      const auto code_below = [](const ClassName& name, double code) { return name.code < code; };
      const auto found = std::lower_bound(rows.classes.begin(), rows.classes.end(), label, code_below);
      return found != rows.classes.end() && found->code == label;
    }
  }
  return false;
}

std::string wanted_label(config::Task task) {
  switch (task) {
    case config::Task::binary: return "0 or 1";
    case config::Task::regression: return "a number within +-1e100";
    case config::Task::multiclass: return "one of the sample's classes";
  }
  return "";
}

Check check_labels(config::Task task, const Dataset& rows) {
  const auto wrong = std::find_if_not(rows.labels.begin(), rows.labels.end(), [&](double label) { return is_label(task, rows, label); });
  if (wrong == rows.labels.end()) return {};
  return std::unexpected("row " + std::to_string(wrong - rows.labels.begin()) + ": the label must be " + wanted_label(task) + ", is " +
                         std::to_string(*wrong));
}

}  // namespace

std::expected<void, std::string> check_sample(const config::ModelSchema& schema, const Dataset& rows) {
  if (auto shape = check_shape(schema, rows); !shape) return shape;
  if (auto values = check_values(schema, rows); !values) return values;
  if (auto classes = check_classes(rows); !classes) return classes;
  return check_labels(schema.task, rows);
}

bool has_one_class(config::Task task, const Dataset& rows) {
  if (task == config::Task::regression) return false;
  return std::all_of(rows.labels.begin(), rows.labels.end(), [&](double label) { return label == rows.labels.front(); });
}

}  // namespace driftd::updaters
