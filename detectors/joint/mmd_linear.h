#pragma once

// The maximum mean discrepancy, MMD^2 = |mean of k(x, .) - mean of k(y, .)|^2 in the space of the kernel k: 0 where, and only where,
// reference and window have the same distribution. In linear time: over pairs of reference rows x1, x2 and window rows y1, y2 the mean of
//
//   h = k(x1, x2) + k(y1, y2) - k(x1, y2) - k(x2, y1)
//
// which estimates it without bias (it may be negative). Where nothing changed h is as likely positive as negative, and the
// mean over its deviation tends to a normal; many rows make it as sharp as wanted at no more than a few kernels a row. With few rows
// mmd_block and mmd_rff see more. Kernel and width: gaussian_kernel.h. Pairs beyond the reference's: slot_sums.h.
//
// The peers: Alibi Detect's MMD is the quadratic one with a permutation test, and its online MMD a threshold by simulation.
//
// Gretton, Borgwardt, Rasch, Schoelkopf & Smola, "A kernel two-sample test", JMLR 13 (2012), section 6.

#include "detectors/joint/gaussian_kernel.h"
#include "detectors/joint/slot_sums.h"

namespace driftd::detectors {

class MmdLinear final : public JointComparison {
 public:
  explicit MmdLinear(const JointParameters& parameters = {}) : JointComparison(parameters) {}

  void learn(const RowsView& reference, const WindowShape& shape) override;
  PaneSummary summarise(const RowsView& rows, std::uint64_t before) const override;
  bool accepts(const PaneSummary& summary) const override { return sums_.accepts(summary); }

 private:
  Evidence evidence(std::span<const PaneSummary> window) const override { return sums_.evidence(window); }

  RowsView reference_;
  GaussianKernel kernel_;
  SlotSums sums_;
};

void declare_mmd_linear(config::Catalogue<JointComparisonPointer>& catalogue);

}  // namespace driftd::detectors
