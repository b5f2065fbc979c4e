#pragma once

// Rows as models take them: features row-major (n x columns; booleans 0 or 1, categories as codes, see config/features.h; NaN: missing),
// and beside them the texts of the features that are texts, whose columns hold no more than a code.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/features.h"

namespace driftd::updaters {

/// A class of a multiclass task: its code (config::category_code of the name) and its name.
struct ClassName {
  double code = 0;
  std::string name;
  bool operator==(const ClassName&) const = default;
};

/// Rows to be answered.
struct RowsView {
  RowsView(std::span<const double> numbers, std::span<const std::string_view> words = {}) : values(numbers), texts(words) {}
  RowsView(const std::vector<double>& numbers) : values(numbers) {}

  std::span<const double> values;           // n x columns
  std::span<const std::string_view> texts;  // n x text features, row by row; empty: all texts are empty
};

/// Rows to learn from, in time order, and what was true.
struct Dataset {
  std::size_t columns = 0;
  std::vector<double> values;      // size() * columns
  std::vector<std::string> texts;  // size() * text features, row by row
  std::vector<double> labels;      // binary: 0 or 1; multiclass: class codes; regression: numbers
  std::vector<ClassName> classes;  // multiclass: every class among the labels, sorted by code; else empty

  std::size_t size() const { return labels.size(); }
  std::span<const double> row(std::size_t i) const { return std::span(values).subspan(i * columns, columns); }
  /// For a RowsView; good while the dataset stands.
  std::vector<std::string_view> text_views() const { return {texts.begin(), texts.end()}; }
};

/// The rows [from, to). Of the classes those that are among their labels.
Dataset part(const Dataset& rows, const config::ModelSchema& schema, std::size_t from, std::size_t to);

}  // namespace driftd::updaters
