#pragma once

// Some columns of a model (its features, or its answers) held against their reference, window by window. What is tested at once is judged
// at once: the p-values of one rule over all its columns are adjusted by Benjamini-Hochberg, so that a rule on a window is one test, with
// the smallest adjusted p-value as its own (Simes).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/discoveries.h"
#include "detectors/compare/column_window.h"

namespace driftd::engine {

class DriftMonitor {
 public:
  struct Column {
    std::string name;
    config::FeatureType type;
  };
  struct Rule {
    std::string name;
    detectors::ComparisonPointer comparison;
    std::vector<std::size_t> columns;
  };
  struct Sizes {
    std::size_t reference;
    std::size_t pane;
    std::size_t panes;
    std::size_t gaps = detectors::NumericReference::kAllGaps;
  };
  /// What one rule says of one column.
  struct Check {
    std::size_t rule = 0;
    std::size_t column = 0;
    detectors::Signal signal;
    detectors::Level before = detectors::Level::learning;
  };

  DriftMonitor(std::vector<Column> columns, std::vector<Rule> rules, Sizes sizes);

  /// How many rules are tests, so that they can keep to an allowance of false alarms.
  std::size_t keeping() const;
  /// False alarms that each of them may be expected to raise, beside those allowed before, at its next window: its level, in place of its
  /// own.
  void allow(double false_alarms) {
    allowed_ += false_alarms;
    budgeted_ = true;
  }
  /// Takes one row, a value a column. True where that completed a window: checks() are new.
  bool add(std::span<const double> row, Earners earns = {});
  /// Forgets reference and window; the next rows are the new reference.
  void relearn();
  /// Forgets both and takes this as the reference at once: a column each, of equal lengths.
  void learn(std::vector<std::vector<double>> reference);

  std::span<const Check> checks() const { return checks_; }
  const std::vector<Column>& columns() const { return columns_; }
  const Rule& rule(const Check& check) const { return rules_[check.rule]; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  bool pane_is_full() const { return pending_rows_ == sizes_.pane; }
  void finish_reference();
  void flush();
  void judge(Earners earns);
  bool judge(std::size_t rule, double earned, std::span<Check> checks);

  std::vector<Column> columns_;
  std::vector<Rule> rules_;
  Sizes sizes_;
  std::vector<detectors::ColumnWindow> windows_;
  std::vector<std::vector<double>> pending_;  // a column each: values of the reference, then of the pane, that wait to be taken together
  std::size_t pending_rows_ = 0;
  bool learning_ = true;
  double allowed_ = 0;         // since the last window was judged
  bool budgeted_ = false;      // whether somebody allows anything
  std::vector<Check> checks_;  // by rule, then column
};

}  // namespace driftd::engine
