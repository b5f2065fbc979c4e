#pragma once

// The mean of a series and how well it is known, for the t-like tests: autocovariances
//
//   g_k = (1 / n) sum_{i > k} (x_i - mean) (x_{i-k} - mean),   long-run variance (Newey & West, Econometrica 55, 1987)
//   s^2 = g_0 + 2 sum_{k=1}^{L} (1 - k / (L + 1)) g_k          (Bartlett's weights: never negative)
//
// The scale cancels in t: values are divided by the largest, so that squares cannot overflow.

#include <vector>

#include "updaters/gate/losses.h"

namespace driftd::updaters {

struct ScaledMoments {
  double scale = 0;  // the largest |x|; the rest is of x / scale
  double mean = 0;
  std::vector<double> autocovariances;  // g_0 ... g_L
  double variance() const { return autocovariances.front(); }
  double long_run_variance() const;
};

ScaledMoments scaled_moments(std::span<const double> x, std::size_t lags);

/// P-values of t = mean / sqrt(squared_error) with so many degrees of freedom. A mean without error is certain.
PValues student(double mean, double squared_error, double degrees);

}  // namespace driftd::updaters
