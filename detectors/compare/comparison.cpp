#include "detectors/compare/comparison.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

std::uint64_t size_of(std::span<const std::uint32_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Values near the end of the number range overflow a sum of differences: that is "as large as can be", not infinite.
Evidence in_range(Evidence evidence) {
  evidence.statistic = std::min(evidence.statistic, std::numeric_limits<double>::max());
  return evidence;
}

}  // namespace

Evidence Comparison::compare(const NumericReference& reference, const NumberWindow& window) const {
  DRIFTD_ASSERT(window.counts.size() == reference.cell_count());
  const NumberSamples samples{.reference = reference, .window = window, .n = reference.size(), .m = size_of(window.counts)};
  if (!takes_numbers() || samples.n == 0 || samples.m == 0) return {};
  DRIFTD_ASSERT(samples.m <= NumericReference::kMostValues);
  DRIFTD_ASSERT(!needs_values() || window.values.size() == samples.m);
  return in_range(compare_numbers(samples));
}

Evidence Comparison::compare(const CategoryReference& reference, std::span<const std::uint32_t> window) const {
  DRIFTD_ASSERT(window.size() == reference.row_count());
  const CategorySamples samples{.reference = reference.counts(), .window = window, .n = reference.size(), .m = size_of(window)};
  if (!takes_categories() || samples.n == 0 || samples.m == 0) return {};
  return in_range(compare_categories(samples));
}

}  // namespace driftd::detectors
