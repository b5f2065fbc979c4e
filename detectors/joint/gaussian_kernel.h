#pragma once

// The Gaussian kernel k(x, y) = exp(-|x - y|^2 / (2 width^2)), which sees every difference between two distributions, and its width by the
// median heuristic: the median distance between two rows of the reference. Much narrower, and rows are alike only to themselves; much
// wider, and only the means are compared.
//
// Gretton, Borgwardt, Rasch, Schoelkopf & Smola, "A kernel two-sample test", JMLR 13 (2012), section 8.

#include "detectors/joint/joint_comparison.h"

namespace driftd::detectors {

/// The median distance among at most 256 of the rows, evenly spread; where more than half are 0 the mean of the others; 1 where all are.
double median_distance(const RowsView& rows);

class GaussianKernel {
 public:
  GaussianKernel() = default;
  explicit GaussianKernel(double width) : factor_(-0.5 / (width * width)) {}

  double operator()(std::span<const double> x, std::span<const double> y) const;

 private:
  double factor_ = -0.5;
};

}  // namespace driftd::detectors
