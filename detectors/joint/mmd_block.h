#pragma once

// The maximum mean discrepancy (mmd_linear.h) by the B-test: within each block of B reference rows and B window rows the unbiased estimate
// from all their pairs,
//
//   mean over i != j of [k(x_i, x_j) + k(y_i, y_j)] - k(x_i, y_j) - k(x_j, y_i)
//
// and over blocks its mean. B = 2 is the linear one, one block of everything the quadratic one: each doubling of B doubles the time and
// sharpens the estimate, while fewer blocks leave the mean less normal and its error less certain. Zaremba et al. take the root of the
// sample's size: blocks larger than that, of the smaller sample, are made smaller, and no block is larger than half a pane.
// Within a block the estimate leans to the right, so the mean of few blocks is quiet rather than loud.
//
// Zaremba, Gretton & Blaschko, "B-tests: low variance kernel two-sample tests", NIPS 2013.

#include "detectors/joint/gaussian_kernel.h"
#include "detectors/joint/slot_sums.h"

namespace driftd::detectors {

struct MmdBlockParameters : JointParameters {
  std::int64_t block = 32;
};

class MmdBlock final : public JointComparison {
 public:
  explicit MmdBlock(const MmdBlockParameters& parameters = {})
      : JointComparison(parameters), block_(static_cast<std::size_t>(parameters.block)) {}

  void learn(const RowsView& reference, const WindowShape& shape) override;
  PaneSummary summarise(const RowsView& rows, std::uint64_t before) const override;
  bool accepts(const PaneSummary& summary) const override { return sums_.accepts(summary); }

 private:
  Evidence evidence(std::span<const PaneSummary> window) const override { return sums_.evidence(window); }

  std::size_t block_;
  RowsView reference_;
  GaussianKernel kernel_;
  SlotSums sums_;
  std::vector<double> within_;  // of each slot: the mean of k(x_i, x_j) over its pairs
};

void declare_mmd_block(config::Catalogue<JointComparisonPointer>& catalogue);

}  // namespace driftd::detectors
