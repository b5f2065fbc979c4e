#pragma once

// Rows to learn from, in time order: features row-major (n x columns; categories as codes, see config/features.h) and what was true.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace driftd::updaters {

/// A class of a multiclass task: its code (config::category_code of the name) and its name.
struct ClassName {
  double code = 0;
  std::string name;
  bool operator==(const ClassName&) const = default;
};

struct Dataset {
  std::size_t columns = 0;
  std::vector<double> values;      // size() * columns, finite
  std::vector<double> labels;      // binary: 0 or 1; multiclass: class codes; regression: numbers
  std::vector<ClassName> classes;  // multiclass: every class among the labels, sorted by code; else empty

  std::size_t size() const { return labels.size(); }
  std::span<const double> row(std::size_t i) const { return std::span(values).subspan(i * columns, columns); }
};

}  // namespace driftd::updaters
