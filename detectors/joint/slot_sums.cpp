#include "detectors/joint/slot_sums.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace driftd::detectors {

Evidence SlotSums::evidence(std::span<const PaneSummary> window) const {
  double terms = 0;
  double total = 0;
  double used = 0;
  std::vector<double> sums;
  for (std::size_t slot = 0; slot < slots_; ++slot) {
    double count = 0;
    double sum = 0;
    for (const PaneSummary& pane : window) {
      count += pane[slot];
      sum += pane[slots_ + slot];
    }
    if (count == 0) continue;
    terms += count;
    total += sum;
    ++used;
    sums.push_back(sum);
  }
  if (terms == 0) return {};
  const double mean = total / used;
  double square = 0;
  for (const double sum : sums) square += (sum - mean) * (sum - mean);
  const double statistic = total / terms;
  if (used < 2) return {.statistic = statistic, .p_value = 1};
  const double error = std::sqrt(used * square / (used - 1));
  // Rounding alone is no difference.
  constexpr double kRounding = 1e-12;
  if (error <= kRounding * terms) return {.statistic = statistic, .p_value = statistic > kRounding ? 0.0 : 1.0};
  const boost::math::students_t_distribution<double> distribution(used - 1);
  return {.statistic = statistic, .p_value = cdf(complement(distribution, total / error))};
}

bool SlotSums::accepts(const PaneSummary& summary) const {
  if (summary.size() != 2 * slots_ || !all_finite(summary)) return false;
  for (std::size_t slot = 0; slot < slots_; ++slot) {
    if (summary[slot] < 0 || std::abs(summary[slots_ + slot]) > 4 * summary[slot]) return false;
  }
  return true;
}

}  // namespace driftd::detectors
