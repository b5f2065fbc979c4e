#pragma once

// A comparison holds a window against a reference and gives a statistic: a test (with a p-value) or a distance (with a bound of its own).

#include <cstdint>
#include <memory>
#include <span>

#include "detectors/compare/category_table.h"
#include "detectors/compare/numeric_reference.h"
#include "detectors/signal.h"

namespace driftd::detectors {

struct Evidence {
  double statistic = kNotApplicable;
  double p_value = kNotApplicable;  // NaN for a distance
};

class Comparison {
 public:
  virtual ~Comparison() = default;

  virtual bool takes_numbers() const = 0;
  virtual bool takes_categories() const = 0;

  /// `window` counts by cell of the reference (cell_count() of them). NaN statistic where either sample is empty.
  virtual Evidence compare(const NumericReference& reference, std::span<const std::uint32_t> window) const = 0;
  /// `window` counts by row of the reference (row_count() of them).
  virtual Evidence compare(const CategoryReference& reference, std::span<const std::uint32_t> window) const = 0;

  /// What the evidence is held against: a test's level alpha (drift where the adjusted p-value is at most that), a distance's bound (drift
  /// where above).
  virtual double threshold() const = 0;
};

using ComparisonPointer = std::unique_ptr<Comparison>;

}  // namespace driftd::detectors
