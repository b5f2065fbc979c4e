#include "detectors/joint/joint_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "config/assertion.h"

namespace driftd::detectors {

Evidence JointComparison::compare(std::span<const PaneSummary> window) const {
  Evidence found = evidence(window);
  if (std::isnan(found.statistic)) return {};
  constexpr double kLargest = std::numeric_limits<double>::max();
  found.statistic = std::clamp(found.statistic, -kLargest, kLargest);
  found.p_value = std::clamp(found.p_value, 0.0, 1.0);
  DRIFTD_ASSERT(!std::isnan(found.p_value));
  return found;
}

bool all_finite(const PaneSummary& summary) {
  return std::ranges::all_of(summary, [](double value) { return std::isfinite(value); });
}

}  // namespace driftd::detectors
