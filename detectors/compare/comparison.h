#pragma once

// A comparison holds a window against a frozen reference and gives a statistic. There are two kinds:
//
// A test says how likely so large a statistic is where nothing changed (its p-value), whatever the sizes of the samples. It is held against
// `alpha`: the share of windows that may raise a false alarm. With enough values it finds changes too small to matter.
// A distance says how far the two samples are apart, in a unit that a person can choose a bound (`above`) in. It has no p-value, and chance
// alone gives a distance too: the smaller the window, the larger. Rows say in their guarantee what to expect of chance.
//
// A window is counts by cell of the reference, so windows of panes, threads or machines merge by addition. A few comparisons of numbers
// measure along the number's own scale; they say so (needs_values) and get the window's values as well, rising.

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

/// A window of one number as its reference sees it.
struct NumberWindow {
  NumberWindow(const CellCounts& by_cell, std::span<const double> rising = {}) : counts(by_cell), values(rising) {}

  std::span<const std::uint32_t> counts;  // by cell: cell_count() of them
  std::span<const double> values;         // all that were counted, rising; may be left out for comparisons that do not need them
};

/// Two samples of a number, neither empty.
struct NumberSamples {
  const NumericReference& reference;
  NumberWindow window;
  std::uint64_t n;  // values in the reference
  std::uint64_t m;  // values in the window
};

/// Two samples of a category, neither empty: counts by row.
struct CategorySamples {
  std::span<const std::uint32_t> reference;
  std::span<const std::uint32_t> window;
  std::uint64_t n;
  std::uint64_t m;
};

enum class EvidenceKind : std::uint8_t { test, distance };

class Comparison {
 public:
  virtual ~Comparison() = default;

  virtual bool takes_numbers() const { return false; }
  virtual bool takes_categories() const { return false; }
  /// Whether it has a p-value, so that a level may be set for it.
  bool is_test() const { return kind_ == EvidenceKind::test; }
  /// Whether NumberWindow::values must be there.
  virtual bool needs_values() const { return false; }

  /// NaNs where either sample is empty or this comparison does not take such features; else finite.
  Evidence compare(const NumericReference& reference, const NumberWindow& window) const;
  /// `window` counts by row of the reference (row_count() of them).
  Evidence compare(const CategoryReference& reference, std::span<const std::uint32_t> window) const;

  /// What the evidence is held against: a test's level alpha (drift where the adjusted p-value is at most that), a distance's bound (drift
  /// where above).
  double threshold() const { return threshold_; }

 protected:
  Comparison(EvidenceKind kind, double threshold) : kind_(kind), threshold_(threshold) {}

 private:
  virtual Evidence compare_numbers(const NumberSamples&) const { return {}; }
  virtual Evidence compare_categories(const CategorySamples&) const { return {}; }

  EvidenceKind kind_;
  double threshold_;
};

using ComparisonPointer = std::unique_ptr<Comparison>;

}  // namespace driftd::detectors
