#pragma once

// Rows held against their reference by one joint comparison: the first rows become the reference, all later ones are summarised pane by
// pane in a window that slides a pane at a time.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/joint/joint_comparison.h"
#include "detectors/joint/row_encoder.h"

namespace driftd::detectors {

class JointWindow {
 public:
  /// Rows have a value for each of `types`.
  JointWindow(const std::vector<config::FeatureType>& types, JointComparisonPointer comparison, const WindowShape& shape);

  /// Freezes the reference, row-major, and begins the window anew.
  void learn(std::span<const double> rows);
  /// Takes a whole pane of rows, row-major; the oldest pane goes where the window was full.
  void add_pane(std::span<const double> rows);

  bool learnt() const { return encoder_.width() > 0; }
  bool full() const { return panes_.size() == shape_.panes; }
  /// Rows now in the window that are not missing as a whole.
  std::uint64_t size() const;
  /// NaNs before learn(), and where reference or window has no row that counts; too few rows to speak of say p = 1.
  Evidence compare() const;
  double threshold() const { return comparison_->threshold(); }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  void learn_encoded();

  RowEncoder encoder_;
  JointComparisonPointer comparison_;
  WindowShape shape_;
  std::vector<double> reference_;  // encoded, at most the comparison's keep() rows
  std::vector<PaneSummary> panes_;
  std::vector<std::uint64_t> sizes_;  // rows of each pane that count
  std::uint64_t rows_ = 0;            // that came since the reference was learnt
};

}  // namespace driftd::detectors
