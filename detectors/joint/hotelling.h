#pragma once

// Hotelling's two-sample T^2: whether the means differ, seen along the directions in which the rows vary, so that a small shift counts
// where the columns together leave it little room. With n and m rows, means a and b and the pooled covariance S,
//
//   T^2 = n m / (n + m) (a - b)' S^-1 (a - b),   (n + m - p - 1) / ((n + m - 2) p) T^2 ~ F(p, n + m - p - 1)
//
// Exact for normal rows; for others it rests on the means' being nearly normal. Only the means: blind to all else.
//
// Columns that repeat or add up to each other leave S without an inverse. Directions in which neither sample varies are left out, and p
// counts the others; a difference of the means along one of them is as large as can be, p = 0. Wider than half the reference's rows or
// kMostColumns, rows are narrowed first (Lopes, Jacob & Wainwright 2011), which leaves the distribution exact.
//
// Hotelling, "The generalization of Student's ratio", Ann. Math. Stat. 2 (1931).

#include "detectors/joint/joint_comparison.h"

namespace driftd::detectors {

class Hotelling final : public JointComparison {
 public:
  explicit Hotelling(const JointParameters& parameters = {}) : JointComparison(parameters) {}

  std::size_t most_columns(std::size_t reference_rows) const override;
  void learn(const RowsView& reference, const WindowShape& shape) override;
  /// A count, the sum of the rows, and the sum of their squares and products.
  PaneSummary summarise(const RowsView& rows, std::uint64_t before) const override;
  bool accepts(const PaneSummary& summary) const override;

 private:
  Evidence evidence(std::span<const PaneSummary> window) const override;

  std::size_t columns_ = 1;
  PaneSummary reference_;
};

void declare_hotelling(config::Catalogue<JointComparisonPointer>& catalogue);

}  // namespace driftd::detectors
