#include "detectors/compare/distribution_gap.h"

#include <algorithm>

namespace driftd::detectors {

DistributionGap distribution_gap(const NumberSamples& samples) {
  const auto n = static_cast<std::int64_t>(samples.n);
  const auto m = static_cast<std::int64_t>(samples.m);
  const auto reference = samples.reference.counts();
  const auto window = samples.window.counts;
  std::int64_t difference = 0;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    difference += m * reference[cell] - n * window[cell];
    lowest = std::min(lowest, difference);
    highest = std::max(highest, difference);
  }
  return {.below = static_cast<std::uint64_t>(highest), .above = static_cast<std::uint64_t>(-lowest)};
}

}  // namespace driftd::detectors
