#pragma once

// One column held against its reference: the first values become the reference, all later ones are counted by the reference's cells in a
// window that slides a pane at a time. NaN is a value that is missing: it takes its place in a pane and is not counted.

#include <cstdint>
#include <span>
#include <vector>

#include "config/features.h"
#include "detectors/compare/comparison.h"

namespace driftd::detectors {

class ColumnWindow {
 public:
  /// `panes` panes of `pane_size` values make a window. `gaps` as in NumericReference.
  ColumnWindow(config::FeatureType type, std::size_t pane_size, std::size_t panes, std::size_t gaps = NumericReference::kAllGaps);

  /// Freezes the reference and begins the window anew.
  void learn(std::span<const double> reference);
  /// Counts values into the window's newest pane. The caller never adds past the end of a pane.
  void add(std::span<const double> values);
  /// The oldest pane goes, a new one begins. To be called when a pane is full and was compared.
  void turn();

  /// Whole panes and the newest together: values now in the window, missing ones too.
  std::size_t size() const { return cells_.size(); }
  bool full() const { return cells_.size() == pane_size_ * panes_; }
  /// NaNs before learn(), and where the window has no value that counts.
  Evidence compare(const Comparison& comparison) const;
  /// Of a categorical column; all 0 for a number.
  CategoryChanges category_changes() const;
  config::FeatureType type() const { return type_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  bool is_numeric() const { return type_ == config::FeatureType::numeric; }
  std::size_t cell_count() const { return is_numeric() ? numbers_.cell_count() : categories_.row_count(); }
  std::vector<double> rising_values() const;

  config::FeatureType type_;
  std::size_t pane_size_;
  std::size_t panes_;
  std::size_t gaps_;
  NumericReference numbers_;
  CategoryReference categories_;
  CellCounts counts_;
  std::vector<Cell> cells_;     // of the window's values, oldest first: what a leaving pane takes out of counts_
  std::vector<double> values_;  // the same values themselves, of a number only
};

}  // namespace driftd::detectors
